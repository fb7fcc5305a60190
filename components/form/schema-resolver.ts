import type { FieldValues, Resolver } from 'react-hook-form'
import type { z } from 'zod'

type Schema<Values extends FieldValues> = z.ZodType<unknown, Values>

/** The action's own schema, or how to load it: a page that is mostly a form then shows before the schema's library is there. */
export type FormSchema<Values extends FieldValues> = Schema<Values> | (() => Promise<Schema<Values>>)

/** Loads what checking takes; to be called when the form is first touched. */
export async function loadChecking<Values extends FieldValues>(
  schema: FormSchema<Values>,
): Promise<Resolver<Values, unknown, Values>> {
  const [{ zodResolver }, loaded] = await Promise.all([
    import('@hookform/resolvers/zod'),
    typeof schema === 'function' ? schema() : schema,
  ])
  // Raw: checked here, sent as typed, parsed once by the action.
  return zodResolver(loaded, undefined, { raw: true })
}

/** A resolver that loads on its first use. */
export function schemaResolver<Values extends FieldValues>(
  schema: FormSchema<Values>,
): Resolver<Values, unknown, Values> {
  return async (values, context, options) => {
    const check = await loadChecking(schema).catch(() => null)
    // Could not be loaded: the action checks the same, and says so if it cannot be reached either.
    return check ? check(values, context, options) : { values, errors: {} }
  }
}
