/** Who asks. A session or a key makes a USER; the command line and jobs are SYSTEM. */
export type Actor = UserActor | { kind: 'ANONYMOUS' } | { kind: 'SYSTEM'; name: string }

export type UserActor = {
  kind: 'USER'
  userId: string
  name: string
  email: string
  /** The session that carries the request. */
  sessionId: string
  isOperator: boolean
  isEmailVerified: boolean
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
