/** What became of one of the members or service accounts that a change named, in the order they were given. */
export type Outcome = {
  membershipId: string
  /** Empty when there is no such member. */
  name: string
  outcome: 'changed' | 'unchanged' | 'refused'
  /** Of a refusal. */
  reason?: string | undefined
  message: string
}

/** What one and several of those that a change names are called: "member", "members". */
export type Noun = { one: string; many: string }
