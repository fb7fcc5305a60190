import { z } from 'zod'

// What services answer that no page reads through a route, in the schemas that the API needs.

/** The answer of a change that has nothing else to say. */
export const success = z.object({ success: z.literal(true) })

export function done(_result: unknown): z.infer<typeof success> {
  return { success: true }
}
