/** A role offered in a form: with the reason when the viewer may not give it. */
export type AssignableRole = { id: string; name: string; description: string; refusal: string | null }
