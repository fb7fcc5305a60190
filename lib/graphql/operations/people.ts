import { z } from 'zod'
import {
  describeVerificationLink,
  requestEmailVerification,
  confirmEmailVerification,
} from '@/lib/email-verifications/service'
import {
  confirmEmailVerificationInput,
  requestEmailVerificationInput,
} from '@/lib/email-verifications/schema'
import { changePasswordInput, requestPasswordResetInput, resetPasswordInput } from '@/lib/passwords/schema'
import {
  changePassword,
  describeResetLink,
  requestPasswordReset,
  resetPassword,
} from '@/lib/passwords/service'
import { revokeSessionInput, sessionView } from '@/lib/sessions/schema'
import { listSessions, revokeOtherSessions, revokeSession, signOut } from '@/lib/sessions/service'
import { signUpThroughInvitation } from '@/lib/sign-ups/invited-sign-up'
import { confirmSignUpInput, invitedSignUpInput, signUpInput } from '@/lib/sign-ups/schema'
import { confirmSignUp, describeSignUpLink, signUp } from '@/lib/sign-ups/service'
import { deleteOwnUser, exportOwnData, previewUserDeletion } from '@/lib/users/deletion'
import { addUserInput, changeNameInput, deleteOwnUserInput, userDeletionPreview } from '@/lib/users/schema'
import { addUser, changeName } from '@/lib/users/service'
import { getViewer, viewerView } from '@/lib/users/viewer'
import { mutation, plainMutation, plainQuery, query } from '../operation'
import { byToken } from '../inputs'
import { createdUser, done, emailLink, emailOnly, idOnly, nameOnly, signUpOutcome, success } from '../views'

/** What concerns a person in all their accounts, and the ways in. A key that was made for one account may do none of it. */
export const peopleOperations = [
  plainQuery({
    name: 'me',
    description: 'Says who the key or the session stands for.',
    output: viewerView,
    run: getViewer,
  }),
  plainQuery({
    name: 'sessions',
    description: 'Lists the browsers in which the user is signed in, the last used first, at most 100.',
    output: z.array(sessionView),
    run: listSessions,
  }),
  mutation({
    name: 'change_name',
    description: 'Changes the user’s name, everywhere it is shown.',
    input: changeNameInput,
    output: nameOnly,
    run: changeName,
  }),
  mutation({
    name: 'revoke_session',
    description: 'Signs one of the user’s browsers out.',
    input: revokeSessionInput,
    output: idOnly,
    run: revokeSession,
  }),
  plainMutation({
    name: 'revoke_other_sessions',
    description: 'Signs the user out of all browsers; with a key there is none to keep.',
    output: z.object({ revoked: z.number() }),
    run: revokeOtherSessions,
  }),
  plainMutation({
    name: 'sign_out',
    description: 'Ends the session of the request; a key has none, so nothing ends.',
    output: success,
    run: async (ctx) => done(await signOut(ctx)),
  }),
  mutation({
    name: 'change_password',
    description:
      'Changes the user’s password and signs their browsers out. Refused with `wrong_password` and `common_password`.',
    input: changePasswordInput,
    output: z.object({ endedSessions: z.number() }),
    run: changePassword,
  }),
  mutation({
    name: 'request_password_reset',
    description:
      'Mails a link to reset the password, if the address has an account; the answer is the same if it has none.',
    input: requestPasswordResetInput,
    output: emailOnly,
    run: requestPasswordReset,
  }),
  mutation({
    name: 'reset_password',
    description: 'Sets another password by the token of a mailed link, once, and signs all browsers out.',
    input: resetPasswordInput,
    output: emailOnly,
    run: resetPassword,
  }),
  query({
    name: 'password_reset_link',
    description:
      'Says whether the token of a link to reset a password still opens something; changes nothing.',
    input: byToken,
    output: emailLink,
    run: async (ctx, { token }) => describeResetLink(ctx, token),
  }),
  mutation({
    name: 'request_email_verification',
    description: 'Mails the user a link that confirms their address. Refused with `already_verified`.',
    input: requestEmailVerificationInput,
    output: emailOnly,
    run: requestEmailVerification,
  }),
  mutation({
    name: 'confirm_email_verification',
    description: 'Confirms the user’s address by the token of a mailed link, once.',
    input: confirmEmailVerificationInput,
    output: z.object({ returnTo: z.string() }),
    run: confirmEmailVerification,
  }),
  query({
    name: 'email_link',
    description: 'Says what the token of a link that confirms an address would do; changes nothing.',
    input: byToken,
    output: emailLink.nullable(),
    run: async (ctx, { token }) =>
      (await describeSignUpLink(ctx, token, null)) ?? describeVerificationLink(ctx, token),
  }),
  mutation({
    name: 'sign_up',
    description:
      'Signs somebody up, without a key. `PENDING` says that a link to confirm the address is on its way; `SIGNED_UP` that there is an ' +
      'account now, to sign in to with a browser.',
    input: signUpInput,
    output: signUpOutcome,
    run: async (ctx, input) => outcomeOf(await signUp(ctx, input)),
  }),
  mutation({
    name: 'sign_up_through_invitation',
    description:
      'Signs the invited person up by the token of an invitation’s link, without a key. The address is the invited one.',
    input: invitedSignUpInput,
    output: signUpOutcome,
    run: async (ctx, input) => outcomeOf(await signUpThroughInvitation(ctx, input)),
  }),
  mutation({
    name: 'confirm_sign_up',
    description:
      'Confirms a sign-up by the token of its mailed link and the password that was chosen, without a key.',
    input: confirmSignUpInput,
    output: z.object({ returnTo: z.string() }),
    run: async (ctx, input) => confirmSignUp(ctx, input, null),
  }),
  plainQuery({
    name: 'my_deletion_preview',
    description: 'Says what would go with the user, and whether they may delete themselves; changes nothing.',
    output: userDeletionPreview,
    run: previewUserDeletion,
  }),
  plainQuery({
    name: 'my_data',
    description:
      'What the installation keeps about the user, to take along, as one document of JSON; no secret is in it.',
    output: z.record(z.string(), z.unknown()),
    run: exportOwnData,
  }),
  mutation({
    name: 'delete_me',
    description:
      'Deletes the user for good, with memberships, sessions, keys and the personal account. Refused with `last_administrator`, ' +
      '`last_operator`, `email_mismatch`, `wrong_password` and, for a user without a password, `recent_sign_in_required`.',
    input: deleteOwnUserInput,
    output: success,
    run: async (ctx, input) => done(await deleteOwnUser(ctx, input)),
  }),
  mutation({
    name: 'create_user',
    description:
      'Adds a person whose address counts as confirmed. For the operator of the installation; refused with `account_exists`.',
    input: addUserInput,
    output: createdUser,
    run: addUser,
  }),
]

// The session that signing up makes is for a browser; nobody is told its id.
function outcomeOf(outcome: Awaited<ReturnType<typeof signUp>>): z.input<typeof signUpOutcome> {
  return outcome.state === 'PENDING'
    ? { state: 'PENDING', email: outcome.email }
    : { state: 'SIGNED_UP', email: null }
}
