import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyMove, isAccepted, makeWorld, servicesDoor } from './moves'

// Whatever is tried by whomever: what the services let through keeps the two promises of access-model section 5.

test(
  'after any change that is accepted nobody the actor changed holds more than the actor held, and an active Administrator is left',
  { timeout: 180_000 },
  async () => {
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anyMove, { minLength: 12, maxLength: 12 }), async (moves) => {
        const world = await makeWorld()
        for (const move of moves) if (await isAccepted(world, move, servicesDoor)) accepted += 1
      }),
      { numRuns: 25 },
    )
    expect(accepted).toBeGreaterThan(30)
  },
)
