'use client'
import { useQueryClient } from '@tanstack/react-query'
import { toast } from '@/lib/client/toast'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { groupMappingKeys } from '@/lib/groups/queries'
import {
  activateSsoConnectionAction,
  addSsoCertificateAction,
  deleteSsoConnectionAction,
  disableSsoConnectionAction,
  enableSsoConnectionAction,
  prepareSsoKeyAction,
  refreshSsoMetadataAction,
  removeSsoCertificateAction,
  rotateSsoKeyAction,
  startConnectionTestAction,
  updateSsoConnectionAction,
} from '@/lib/sso/actions'
import type {
  OfConnection,
  SsoConnectionStepInput,
  UpdateSsoConnectionInput,
} from '@/lib/sso/connection-schema'
import { ssoKeys } from '@/lib/sso/queries'
import { goToProvider } from './go-to-provider'

/** Everything one may do to a connection that exists. */
export function useConnections(accountId: string) {
  const invalidates = [ssoKeys.all(accountId), groupMappingKeys.all(accountId)]
  return {
    update: useActionMutation((input: UpdateSsoConnectionInput) => updateSsoConnectionAction(input), {
      invalidates,
      successMessage: 'The connection was changed.',
    }),
    activate: useActionMutation((input: SsoConnectionStepInput) => activateSsoConnectionAction(input), {
      invalidates,
      successMessage: 'The connection is active.',
    }),
    enable: useActionMutation((input: SsoConnectionStepInput) => enableSsoConnectionAction(input), {
      invalidates,
      successMessage: 'The connection is active again.',
    }),
    disable: useActionMutation((input: SsoConnectionStepInput) => disableSsoConnectionAction(input), {
      invalidates,
      successMessage: 'The connection is switched off.',
    }),
    remove: useActionMutation((input: SsoConnectionStepInput) => deleteSsoConnectionAction(input), {
      invalidates,
      successMessage: 'The connection was deleted.',
    }),
    addCertificate: useActionMutation(
      (input: OfConnection & { certificate: string }) => addSsoCertificateAction(input),
      { invalidates, successMessage: 'The certificate is trusted.' },
    ),
    removeCertificate: useActionMutation(
      (input: OfConnection & { fingerprint: string }) => removeSsoCertificateAction(input),
      { invalidates, successMessage: 'The certificate is not trusted any more.' },
    ),
    refreshMetadata: useActionMutation((input: OfConnection) => refreshSsoMetadataAction(input), {
      invalidates,
      successMessage: 'The metadata were read.',
    }),
    prepareKey: useActionMutation((input: OfConnection) => prepareSsoKeyAction(input), {
      invalidates,
      successMessage: 'The next key is published. Give its certificate to the provider, then rotate.',
    }),
    rotateKey: useActionMutation((input: OfConnection) => rotateSsoKeyAction(input), {
      invalidates,
      successMessage: 'What is sent from now on is signed with the new key.',
    }),
  }
}

/** Begins a test of a connection: the browser leaves for its provider and comes back to the connection, which says what became of it. */
export function useConnectionTest(accountId: string) {
  const client = useQueryClient()
  return async (input: OfConnection): Promise<void> => {
    const refusal = await goToProvider(() => startConnectionTestAction(input))
    if (refusal === null) return
    toast.error(refusal)
    // What is wrong with the provider is told at the connection.
    await client.invalidateQueries({ queryKey: ssoKeys.all(accountId) })
  }
}
