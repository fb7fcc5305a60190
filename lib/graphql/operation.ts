import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { parseInput } from '@/lib/http/parse-input'

/**
 * One field of the root: a service function with the schema that pages and server actions parse its input with, and one of what it
 * answers. An input's `accountId` is never asked for: it is the tenant of the request.
 */
export type Operation = {
  kind: 'query' | 'mutation'
  name: string
  /** Sentences: what it does, what it needs, what refuses it. */
  description: string
  input: z.ZodObject | null
  /** A page is answered as its rows and the cursor of the next. */
  answer: { kind: 'one' | 'page'; schema: z.ZodType }
  /** Parses what a client wrote and calls the service. */
  run: (ctx: Ctx, given: unknown) => Promise<unknown>
}

type Words = { name: string; description: string }

type Taking<Input extends z.ZodObject, Answer> = Words & {
  input: Input
  run: (ctx: Ctx, input: z.output<Input>) => Promise<Answer>
}

type TakingNothing<Answer> = Words & { run: (ctx: Ctx) => Promise<Answer> }

/** Something to read. */
export function query<Input extends z.ZodObject, Output extends z.ZodType>(
  operation: Taking<Input, z.input<Output>> & { output: Output },
): Operation {
  return { ...wordsOf(operation), ...taking(operation), kind: 'query', answer: one(operation.output) }
}

/** Something to read that asks for nothing. */
export function plainQuery<Output extends z.ZodType>(
  operation: TakingNothing<z.input<Output>> & { output: Output },
): Operation {
  return { ...wordsOf(operation), ...takingNothing(operation), kind: 'query', answer: one(operation.output) }
}

/** A list that is read page by page. */
export function pagedQuery<Input extends z.ZodObject, Row extends z.ZodType>(
  operation: Taking<Input, Page<z.input<Row>>> & { row: Row },
): Operation {
  const answer = { kind: 'page' as const, schema: operation.row }
  return { ...wordsOf(operation), ...taking(operation), kind: 'query', answer }
}

/** A change. */
export function mutation<Input extends z.ZodObject, Output extends z.ZodType>(
  operation: Taking<Input, z.input<Output>> & { output: Output },
): Operation {
  return { ...wordsOf(operation), ...taking(operation), kind: 'mutation', answer: one(operation.output) }
}

/** A change that asks for nothing. */
export function plainMutation<Output extends z.ZodType>(
  operation: TakingNothing<z.input<Output>> & { output: Output },
): Operation {
  return {
    ...wordsOf(operation),
    ...takingNothing(operation),
    kind: 'mutation',
    answer: one(operation.output),
  }
}

function wordsOf({ name, description }: Words): Words {
  return { name, description }
}

function taking<Input extends z.ZodObject, Answer>({ input, run }: Taking<Input, Answer>) {
  return { input, run: async (ctx: Ctx, given: unknown) => run(ctx, parseInput(input, given)) }
}

function takingNothing<Answer>({ run }: TakingNothing<Answer>) {
  return { input: null, run: async (ctx: Ctx) => run(ctx) }
}

function one(schema: z.ZodType): Operation['answer'] {
  return { kind: 'one', schema }
}
