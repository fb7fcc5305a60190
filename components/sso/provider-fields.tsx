'use client'
import { useWatch } from 'react-hook-form'
import { CheckboxField } from '@/components/form/checkbox-field'
import { SelectField } from '@/components/form/select-field'
import { TextField } from '@/components/form/text-field'
import { TextareaField } from '@/components/form/textarea-field'
import type { ConnectionValues } from './connection-form'
import { MetadataField } from './metadata-field'

type ProviderFieldsProps = {
  /** A connection that exists: its secret and certificates stay unless others are given. */
  isExisting?: boolean
  /** Why who people are at the provider may not change: the fields that say so are read-only. */
  fixed?: string | undefined
}

/** Who an OpenID Connect provider is, and who we are there. */
export function OidcFields({ isExisting = false, fixed }: ProviderFieldsProps) {
  return (
    <>
      <TextField
        name="issuer"
        label="Issuer"
        type="url"
        hint={fixed ?? 'Such as https://login.example.com/. The rest is read from its discovery document.'}
        isReadOnly={fixed !== undefined}
        autoComplete="off"
      />
      <TextField
        name="clientId"
        label="Client ID"
        isMono
        isReadOnly={fixed !== undefined}
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        name="clientSecret"
        label="Client secret"
        isOptional={isExisting}
        isMono
        autoComplete="off"
        spellCheck={false}
        hint={
          isExisting
            ? 'Left empty, it stays as it is. Another one counts at once.'
            : 'Kept encrypted, and never shown again.'
        }
      />
    </>
  )
}

/** Who a SAML provider is, by one of three ways, and whether people may begin there. */
export function SamlFields({ isExisting = false, fixed }: ProviderFieldsProps) {
  const source = useWatch<ConnectionValues, 'source'>({ name: 'source' })
  return (
    <>
      <SelectField
        name="source"
        label="Provider"
        hint={
          isExisting && source !== 'fields'
            ? 'Its pages are as the metadata say, and their certificates are trusted beside those known.'
            : undefined
        }
        options={[
          { value: 'url', label: 'By the address of its metadata' },
          { value: 'text', label: 'By its metadata as text' },
          { value: 'fields', label: 'By its values' },
        ]}
      />
      {source === 'url' ? (
        <TextField
          name="metadataUrl"
          label="Metadata address"
          type="url"
          hint={isExisting ? 'Another address is read when you save.' : undefined}
          autoComplete="off"
        />
      ) : null}
      {source === 'text' ? <MetadataField /> : null}
      {source === 'fields' ? <SamlValues isExisting={isExisting} fixed={fixed} /> : null}
      <CheckboxField
        name="allowsUnsolicited"
        label="Let people begin at the provider"
        hint="From a tile there, without having begun here. Less safe: a stranger’s answer can sign somebody in as the stranger, unnoticed."
      />
    </>
  )
}

function SamlValues({ isExisting, fixed }: ProviderFieldsProps) {
  return (
    <>
      <TextField
        name="entityId"
        label="Entity ID"
        isMono
        hint={fixed}
        isReadOnly={fixed !== undefined}
        autoComplete="off"
        spellCheck={false}
      />
      <TextField name="signInUrl" label="Sign-in URL" type="url" autoComplete="off" />
      <TextField
        name="signOutUrl"
        label="Single logout URL"
        type="url"
        isOptional
        hint="Who signs out here is signed out there as well."
        autoComplete="off"
      />
      {isExisting ? null : (
        <TextareaField
          name="certificates.0"
          label="Certificate"
          rows={6}
          hint="In PEM, as the provider shows it."
        />
      )}
    </>
  )
}
