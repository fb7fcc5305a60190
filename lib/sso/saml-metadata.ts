import { AppError } from '@/lib/errors'
import { readCertificate, type Certificate } from './certificates'
import { allOf, childrenOf, isSamlProblem, namespaces, parseXml, textOf } from './saml-document'

/** What a provider's metadata say that is used here. */
export type ProviderMetadata = {
  issuer: string
  signInUrl: string
  signOutUrl: string | null
  certificates: Certificate[]
}

const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'

/** Reads a provider's metadata (SAML metadata, section 2.4.3). Throws `invalid_input`/`metadata_refused` naming the field. */
export function readProviderMetadata(text: string, field: string): ProviderMetadata {
  const refuse = (sentence: string) =>
    new AppError('invalid_input', 'metadata_refused', { message: sentence, fields: { [field]: sentence } })
  const providers = providersIn(text, refuse)
  const [provider, ...others] = providers
  if (!provider || others.length > 0)
    throw refuse('The metadata are to be of exactly one identity provider (IDPSSODescriptor).')
  const entity = provider.parentNode
  // The parent of what was found below a document is an element.
  const issuer = entity && 'getAttribute' in entity ? (entity as Element).getAttribute('entityID') : null
  const signInUrl = locationOf(provider, 'SingleSignOnService')
  if (!issuer) throw refuse('The metadata name no entity id.')
  if (!signInUrl) throw refuse('The metadata name no sign-in page for the HTTP-Redirect binding.')
  const certificates = certificatesIn(provider, field)
  if (certificates.length === 0) throw refuse('The metadata hold no certificate that signs.')
  return { issuer, signInUrl, signOutUrl: locationOf(provider, 'SingleLogoutService'), certificates }
}

function providersIn(text: string, refuse: (sentence: string) => AppError): Element[] {
  try {
    return allOf(parseXml(Buffer.from(text.trim())), 'metadata', 'IDPSSODescriptor')
  } catch (error) {
    throw isSamlProblem(error) ? refuse(error.message) : error
  }
}

function locationOf(provider: Element, service: string): string | null {
  const services = childrenOf(provider, 'metadata', service)
  const location = services
    .find((one) => one.getAttribute('Binding') === redirectBinding)
    ?.getAttribute('Location')
  return location && URL.canParse(location) && /^https?:/.test(location) ? location : null
}

function certificatesIn(provider: Element, field: string): Certificate[] {
  const signing = childrenOf(provider, 'metadata', 'KeyDescriptor').filter(
    (descriptor) => descriptor.getAttribute('use') !== 'encryption',
  )
  const found = signing.flatMap((descriptor) => allOf(descriptor, 'signature', 'X509Certificate'))
  const read = found.map((certificate) => readCertificate(textOf(certificate), field))
  return [...new Map(read.map((certificate) => [certificate.fingerprint, certificate])).values()]
}

type OurSide = { entityId: string; acsUrl: string; logoutUrl: string; certificates: readonly string[] }

/** Our own metadata, with each of our certificates: a provider that reads them knows the next key before it signs. */
export function ourMetadata({ entityId, acsUrl, logoutUrl, certificates }: OurSide): string {
  const keys = certificates.map((pem) => {
    const bare = pem.replaceAll(/-----[^-]+-----|\s/g, '')
    return `<KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`
  })
  const bindings = 'urn:oasis:names:tc:SAML:2.0:bindings'
  const logout = ['HTTP-Redirect', 'HTTP-POST'].map(
    (binding) => `<SingleLogoutService Binding="${bindings}:${binding}" Location="${escaped(logoutUrl)}"/>`,
  )
  return `<?xml version="1.0" encoding="utf-8"?>
<EntityDescriptor xmlns="${namespaces.metadata}" xmlns:ds="${namespaces.signature}" entityID="${escaped(entityId)}">
  <SPSSODescriptor protocolSupportEnumeration="${namespaces.protocol}" AuthnRequestsSigned="true" WantAssertionsSigned="true">
    ${[...keys, ...logout].join('\n    ')}
    <AssertionConsumerService index="1" isDefault="true" Binding="${bindings}:HTTP-POST" Location="${escaped(acsUrl)}"/>
  </SPSSODescriptor>
</EntityDescriptor>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
