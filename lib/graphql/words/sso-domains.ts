/** What the types of domains and of requiring single sign-on are. */
export const ssoDomainTypeWords: Readonly<Record<string, string>> = {
  SsoDomain: 'A mail domain of the organization, with the DNS record that proves it.',
  SsoDomainState: 'Whether a domain is proven.',
  SsoDomainConnection: 'The connection that speaks for the addresses of a domain.',
  SsoDomainsCan: 'What the caller may do about domains.',
  SsoEnforcementCan: 'What the caller may do about requiring single sign-on.',
  SsoDomains: 'The mail domains of the organization by name, at most 50.',
  SsoDomainRemoval: 'What removing a domain does.',
  SsoEnforcement: 'How the organization holds its members to single sign-on.',
  BreakGlassAdministrator: 'An Administrator whom a password lets in where single sign-on is required.',
  SignInNeeded: 'What its member has to do before an account opens.',
}

/** What their fields and arguments are. */
export const ssoDomainFieldWords: Readonly<Record<string, string>> = {
  break_glass: 'The Administrators whom a password lets in where single sign-on is required; at most 20.',
  connection_id: 'The id of the connection.',
  connection_name: 'The connection that makes no members of the domain any more; null for none.',
  domain: 'The domain, small letters in A-labels.',
  domain_id: 'The id of the domain.',
  domains: 'The domains, by name.',
  ends_requirement: 'Whether its members would not have to come through single sign-on any more.',
  expected_connection_id: 'The connection that was shown; where it is another by now, nothing is changed.',
  expected_membership_ids: 'Those that were shown; where there are others by now, nothing is changed.',
  expected_minutes: 'The length that was shown; where it is another by now, nothing is changed.',
  has_password: 'Whether they have a password; without one they have to reset it first.',
  is_last: 'Whether no proven domain would be left.',
  is_recoverable: 'Whether an Administrator gets in when no identity provider works.',
  is_required: 'Whether members with an address of a proven domain come in through single sign-on alone.',
  lift: 'To let them in by a password again.',
  members_without_identity: 'Those of them who never came through single sign-on.',
  membership_ids: 'The ids of their memberships.',
  minutes: 'For how many minutes a session opens the organization; null for as long as it lasts.',
  missing_since: 'Since when the DNS record of a proven domain is missing; null while it is there.',
  proven_until: 'While it is missing, until when the domain stays proven.',
  record_name: 'The name of the TXT record.',
  record_value: 'What the TXT record says.',
  session_minutes:
    'For how many minutes after signing in a session opens the organization; null for as long as it lasts.',
  set_break_glass: 'To name those whom a password lets in.',
  set_session_length: 'To change how long sessions last.',
  sign_in_needed: 'What the caller has to do before it opens; null for nothing.',
  verified_at: 'Since when it is proven; null for one that is not.',
  'BreakGlassAdministrator.last_used_at': 'When a password last let them in; null for never.',
  'SsoDomainsCan.add': 'To add one.',
  'SsoEnforcementCan.require': 'To require it.',
  'SsoDomain.checked_at': 'When its record was last looked for.',
  'SsoDomain.connection': 'The connection that speaks for its addresses; null for none.',
  'SsoDomain.problem': 'What the last check found wrong; null for nothing.',
  'SsoDomain.state': 'Whether it is proven.',
  'SsoDomainRemoval.members': 'Active members with an address of the domain, counted to 10,000.',
  'SsoEnforcement.members': 'Active members with an address of a proven domain, counted to 10,000.',
}

/** What the values of their enums mean. */
export const ssoDomainValueWords: Readonly<Record<string, string>> = {
  sso_required: 'To come through single sign-on.',
  session_too_old: 'To sign in again.',
  'SsoDomainState.MISSING': 'It is proven, and its record is missing.',
  'SsoDomainState.PROVEN': 'Its record was found.',
  'SsoDomainState.UNPROVEN': 'Its record was not found yet, or is gone for more than seven days.',
}
