import { Client } from 'pg'
import { vi } from 'vitest'
import { z } from 'zod'

// What a request writes about itself after a minute: not in its way, so not among what it costs.
const touches = /^\s*(?:UPDATE session SET last_used_at|INSERT INTO membership_activity)\b/

const asked = z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)])

/**
 * Runs some work and returns its result with the SQL statements that this process sent meanwhile, on whatever connection, `BEGIN` and
 * `COMMIT` included. Two are left out, wherever they come from: the notes of when a session and a membership were last used, which
 * are told apart by how they begin. The work must not ask the database questions of the test's own.
 */
export async function countStatements<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; statements: string[] }> {
  const sent = vi.spyOn(Client.prototype, 'query')
  try {
    const result = await work()
    const statements = sent.mock.calls.map(([statement]) => asked.parse(statement))
    return { result, statements: statements.filter((text) => !touches.test(text)) }
  } finally {
    sent.mockRestore()
  }
}
