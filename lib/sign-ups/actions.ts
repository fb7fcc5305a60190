'use server'
import { runAction } from '@/lib/http/run-action'
import { confirmSignUpInBrowser, signUpInBrowser, signUpInvitedInBrowser } from './browser'
import { confirmSignUpInput, invitedSignUpInput, signUpInput } from './schema'

export async function signUpAction(input: unknown) {
  return runAction(signUpInput, input, signUpInBrowser)
}

export async function signUpThroughInvitationAction(input: unknown) {
  return runAction(invitedSignUpInput, input, signUpInvitedInBrowser)
}

export async function confirmSignUpAction(input: unknown) {
  return runAction(confirmSignUpInput, input, confirmSignUpInBrowser)
}
