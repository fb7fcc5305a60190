'use client'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import {
  liftSingleSignOnAction,
  requireSingleSignOnAction,
  setBreakGlassAction,
  setSessionLengthAction,
} from '@/lib/sso/actions'
import type { SetBreakGlassInput, SetSessionLengthInput } from '@/lib/sso/enforcement-schema'
import { ssoKeys } from '@/lib/sso/queries'

type OfAccount = { accountId: string }

/** Everything one may do about how an organization holds its members to single sign-on. */
export function useEnforcement(accountId: string) {
  const invalidates = [ssoKeys.all(accountId)]
  return {
    require: useActionMutation((input: OfAccount) => requireSingleSignOnAction(input), {
      invalidates,
      successMessage: 'Single sign-on is required now.',
    }),
    lift: useActionMutation((input: OfAccount) => liftSingleSignOnAction(input), {
      invalidates,
      successMessage: 'Members get in by a password again.',
    }),
    setSessionLength: useActionMutation((input: SetSessionLengthInput) => setSessionLengthAction(input), {
      invalidates,
      successMessage: 'The session length was changed.',
    }),
    setBreakGlass: useActionMutation((input: SetBreakGlassInput) => setBreakGlassAction(input), {
      invalidates,
      successMessage: 'Who gets in by a password was changed.',
    }),
  }
}
