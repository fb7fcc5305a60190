'use server'
import { runAction } from '@/lib/http/run-action'
import {
  completeInBrowser,
  startByEmailInBrowser,
  startByOrganizationInBrowser,
  startTestInBrowser,
} from './browser'
import {
  addSsoCertificateInput,
  createOidcConnectionInput,
  createSamlConnectionInput,
  removeSsoCertificateInput,
  ssoConnectionInput,
  ssoConnectionStepInput,
  updateSsoConnectionInput,
} from './connection-schema'
import { activateSsoConnection, disableSsoConnection, enableSsoConnection } from './connection-states'
import { updateSsoConnection } from './connection-update'
import { createOidcConnection, createSamlConnection, deleteSsoConnection } from './connections'
import {
  addSsoCertificate,
  prepareSsoKey,
  refreshSsoMetadata,
  removeSsoCertificate,
  rotateSsoKey,
} from './keys'
import { addSsoDomainInput, assignSsoDomainInput, ssoDomainInput } from './domain-schema'
import { addSsoDomain, assignSsoDomain, checkSsoDomain, removeSsoDomain } from './domains'
import { liftSingleSignOn, requireSingleSignOn, setBreakGlass, setSessionLength } from './enforcement'
import { requireSingleSignOnInput, setBreakGlassInput, setSessionLengthInput } from './enforcement-schema'
import { unlinkSsoIdentity } from './identities'
import { ssoIdentityInput } from './identity-schema'
import {
  completeSingleSignOnInput,
  startByEmailInput,
  startByOrganizationInput,
  startConnectionTestInput,
} from './sign-in-schema'

export async function addSsoDomainAction(input: unknown) {
  return runAction(addSsoDomainInput, input, addSsoDomain)
}

export async function checkSsoDomainAction(input: unknown) {
  return runAction(ssoDomainInput, input, checkSsoDomain)
}

export async function assignSsoDomainAction(input: unknown) {
  return runAction(assignSsoDomainInput, input, assignSsoDomain)
}

export async function removeSsoDomainAction(input: unknown) {
  return runAction(ssoDomainInput, input, removeSsoDomain)
}

export async function requireSingleSignOnAction(input: unknown) {
  return runAction(requireSingleSignOnInput, input, requireSingleSignOn)
}

export async function liftSingleSignOnAction(input: unknown) {
  return runAction(requireSingleSignOnInput, input, liftSingleSignOn)
}

export async function setSessionLengthAction(input: unknown) {
  return runAction(setSessionLengthInput, input, setSessionLength)
}

export async function setBreakGlassAction(input: unknown) {
  return runAction(setBreakGlassInput, input, setBreakGlass)
}

export async function startByEmailAction(input: unknown) {
  return runAction(startByEmailInput, input, startByEmailInBrowser)
}

export async function startByOrganizationAction(input: unknown) {
  return runAction(startByOrganizationInput, input, startByOrganizationInBrowser)
}

export async function startConnectionTestAction(input: unknown) {
  return runAction(startConnectionTestInput, input, startTestInBrowser)
}

export async function completeSingleSignOnAction(input: unknown) {
  return runAction(completeSingleSignOnInput, input, completeInBrowser)
}

export async function createOidcConnectionAction(input: unknown) {
  return runAction(createOidcConnectionInput, input, createOidcConnection)
}

export async function createSamlConnectionAction(input: unknown) {
  return runAction(createSamlConnectionInput, input, createSamlConnection)
}

export async function updateSsoConnectionAction(input: unknown) {
  return runAction(updateSsoConnectionInput, input, updateSsoConnection)
}

export async function activateSsoConnectionAction(input: unknown) {
  return runAction(ssoConnectionStepInput, input, activateSsoConnection)
}

export async function disableSsoConnectionAction(input: unknown) {
  return runAction(ssoConnectionStepInput, input, disableSsoConnection)
}

export async function enableSsoConnectionAction(input: unknown) {
  return runAction(ssoConnectionStepInput, input, enableSsoConnection)
}

export async function deleteSsoConnectionAction(input: unknown) {
  return runAction(ssoConnectionStepInput, input, deleteSsoConnection)
}

export async function addSsoCertificateAction(input: unknown) {
  return runAction(addSsoCertificateInput, input, addSsoCertificate)
}

export async function removeSsoCertificateAction(input: unknown) {
  return runAction(removeSsoCertificateInput, input, removeSsoCertificate)
}

export async function refreshSsoMetadataAction(input: unknown) {
  return runAction(ssoConnectionInput, input, refreshSsoMetadata)
}

export async function prepareSsoKeyAction(input: unknown) {
  return runAction(ssoConnectionInput, input, prepareSsoKey)
}

export async function rotateSsoKeyAction(input: unknown) {
  return runAction(ssoConnectionInput, input, rotateSsoKey)
}

export async function unlinkSsoIdentityAction(input: unknown) {
  return runAction(ssoIdentityInput, input, unlinkSsoIdentity)
}
