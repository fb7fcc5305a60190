/** Who asks. A session or a key makes a USER, a key a SERVICE_ACCOUNT; the command line and jobs are SYSTEM. */
export type Actor = PrincipalActor | { kind: 'ANONYMOUS' } | SystemActor

export type SystemActor = {
  kind: 'SYSTEM'
  name: string
  /** Whose it is, for what acts for one account such as its provisioning: logs of others do not say whose. */
  accountId?: string
}

/** Whoever can have a membership. */
export type PrincipalActor = UserActor | ServiceAccountActor

export type UserActor = {
  kind: 'USER'
  userId: string
  name: string
  email: string
  /** The session that carries the request; null when a key does. */
  sessionId: string | null
  /** The key that carries the request; null when a session does. */
  apiKey: ActingKey | null
  /** The only account that the session or the key opens; null for each of the user's. */
  boundAccountId: string | null
  /** Neither through single sign-on nor by a key that it made: what an organization vouches for opens nothing of the installation's. */
  isOperator: boolean
  isEmailVerified: boolean
}

export type ServiceAccountActor = {
  kind: 'SERVICE_ACCOUNT'
  serviceAccountId: string
  name: string
  apiKey: ActingKey & { accountId: string }
}

/** A key acts as its owner and can only narrow what the owner may do, never widen it. */
export type ActingKey = {
  id: string
  name: string
  /** The only account it acts in; null for each of the user's. */
  accountId: string | null
  expiresAt: Date | null
}

/** What every service function takes first: who asks, from where, and when. One per request. */
export type Ctx = {
  actor: Actor
  requestId: string
  ipAddress: string | null
  userAgent: string | null
  /** The time all decisions of the request are made at. */
  now: Date
}
