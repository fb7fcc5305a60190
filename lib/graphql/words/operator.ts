/** What fields and arguments of the operator's are. */
export const operatorFieldWords: Readonly<Record<string, string>> = {
  accounts: 'How many accounts they belong to, counted to 1,000.',
  has_password: 'Whether the current password is asked for.',
  checked_at: 'When it was looked at.',
  checks: 'One for each thing that the installation needs.',
  'HealthCheck.at': 'When it last worked, where that is known: a worker was heard of, a mail left.',
  'HealthCheck.detail': 'What was found, in a sentence.',
  'DeletionPreview.organizations': 'The organizations they would leave; at most 20.',
  ended_sessions: 'How many sessions ended.',
  error: 'The first line of why its last try failed.',
  is_default: 'Whether it has the value that it has when nobody sets it.',
  is_email_verified: 'Whether they proved that the address is theirs.',
  is_secret: 'Whether it may hold a secret, which is never shown.',
  only_administrator_of: 'The handles of suspended organizations that nobody else administers; at most 20.',
  reset_password: 'To mail them a link to set another password.',
  retry: 'To run it again.',
  run_at: 'When it is run at the earliest.',
  running_since: 'Since when it runs; null for one that does not.',
  suspended_at: 'Since when the operator lets nobody use it; null for what is in use.',
  tries: 'How often it is tried before it is given up.',
  'Setting.value': 'What it is; null for one that is not set or not shown.',
  used: 'How many there are, counted to 1,000.',
}

/** What the types of the operator's are. */
export const operatorTypeWords: Readonly<Record<string, string>> = {
  AccountInUse: 'Whether an account is in use.',
  DeletionPreview: 'What would go with a person.',
  EndedSessions: 'How many sessions of a person ended.',
  Health: 'How the installation is: as bad as the worst of its checks.',
  HealthCheck: 'One thing that the installation needs, and how it is.',
  HealthState: 'How something is.',
  Job: 'A job of the queue, without what it carries.',
  JobCan: 'What the caller may do with a job.',
  JobState: 'What a job is doing.',
  OperatorAccount:
    'An account as the operator sees it: its plan and how much there is, and nothing of what is in it.',
  OperatorAccountKind: 'Whether the account is an organization or somebody’s own.',
  OperatorAccountsKind: 'Which kind of accounts is asked for.',
  OperatorAccountsSort: 'In which order the list comes.',
  OperatorAccountsState: 'Whether what is in use is asked for, or what is suspended.',
  OperatorUser: 'A person as the operator sees them.',
  OperatorUserCan: 'What the caller may do with a person.',
  Setting: 'A setting of the installation as it is in effect.',
  StartedPasswordReset: 'To whom a link was mailed.',
  Usage: 'How many of something there are, and how many the plan has.',
  UserInUse: 'Whether a person may sign in.',
}

/** What values of the operator's are. */
export const operatorValueWords: Readonly<Record<string, string>> = {
  'HealthState.failing': 'It does not work.',
  'HealthState.ok': 'It works.',
  'HealthState.warning': 'It works, and needs somebody to look.',
  'JobState.failed': 'It was given up.',
  'JobState.failing': 'It failed and is tried again.',
  'JobState.running': 'A worker has it.',
  'JobState.waiting': 'It waits to be run.',
}
