/** Why somebody was not let in through a provider, each with what its browser is told. Nothing of the account or of others is in them. */
const sentences = {
  attempt_unknown:
    'This sign-in was not begun in this browser, was finished already, or took too long. Start again from the sign-in page.',
  attempt_finished:
    'This sign-in was finished already. Each one works once: start again from the sign-in page.',
  attempt_expired:
    'This sign-in took too long: it has to be finished within 20 minutes. Start again from the sign-in page.',
  cookie_missing:
    'This browser does not have the cookie of the sign-in. Either it was begun in another browser or a private window, or cookies are blocked: allow them for this site, then start again here.',
  connection_not_active: 'This way to sign in is switched off. Ask an Administrator of your organization.',
  provider_refused:
    'The sign-in was cancelled at your identity provider, or it did not let you in. Start again; if it stays, ask whoever runs it whether you may use Roster.',
  provider_unreachable:
    'Your identity provider does not answer. Try again in a few minutes, or ask whoever runs it.',
  answer_refused:
    'What your identity provider answered cannot be trusted, so nobody was signed in. Start again; if it stays, tell an Administrator of your organization.',
  answer_out_of_time:
    'What your identity provider answered does not hold at this time, so nobody was signed in: its clock and ours differ, or the answer is an old one. Start again; if it stays, tell an Administrator of your organization.',
  unsolicited:
    'This sign-in was begun at your identity provider, which your organization does not allow. Start from the sign-in page of Roster.',
  email_missing:
    'Your identity provider did not say your email address. Ask an Administrator of your organization to have it sent.',
  email_unverified:
    'Your identity provider says that your email address is not verified. Verify it there, then sign in again.',
  address_not_proven:
    'Your organization has not proven that it owns the domain of your address, so no account is made for it. Sign up with a password first, or ask an Administrator.',
  proof_needed:
    'Sign in once with the password of the account that has your address, so that the two are connected; sign up first if you have none.',
  identity_conflict:
    'Somebody else at your identity provider is connected to the account with your address. Ask an Administrator of your organization to disconnect them first.',
  not_invited:
    'You are not a member of this organization, and it lets in only those who were invited. Ask an Administrator for an invitation.',
  member_suspended: 'You are suspended in this organization. Ask an Administrator to reactivate you.',
  user_suspended: 'You are suspended in this installation. Ask its operator to reactivate you.',
  account_suspended: 'This organization is suspended. Ask the operator of this installation.',
  plan_limit_reached:
    'All member places of your organization’s plan are taken (plan_limit_reached). Ask an Administrator to make room.',
  too_many_tries:
    'Too many sign-ins came from your network in a short time, so this one was not looked at. Wait a few minutes, then start again.',
  failed:
    'Something went wrong on our side, so nobody was signed in. Start again in a minute; if it stays, tell the operator of this installation.',
} as const

export type SsoRefusalReason = keyof typeof sentences

/** The sentence for a reason that came with an address; a general one for what is none. */
export function ssoRefusalText(reason: string | undefined): string {
  return reason !== undefined && isSsoRefusal(reason) ? sentences[reason] : sentences.attempt_unknown
}

export function isSsoRefusal(reason: string): reason is SsoRefusalReason {
  return Object.hasOwn(sentences, reason)
}
