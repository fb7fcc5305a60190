import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql'
import { refusal } from './errors'

/** How much one request may ask. A request of a person or a script is far below; whoever needs more sends more than one. */
export const documentLimits = {
  /** Characters of the document; what varies belongs into its variables. */
  characters: 100_000,
  /** Words and signs of the document. */
  tokens: 5_000,
  /** Fields within fields, fragments counted where they are used. */
  depth: 20,
  /** Fields, fragments counted each time they are used. */
  fields: 1_000,
  /** Operations asked for at once: fields of the root. */
  operations: 20,
} as const

type Size = { depth: number; fields: number; operations: number }

/**
 * Refuses a document that is too deep or too wide, or whose fragments lead back to themselves. It looks at nothing but the document, in
 * time that grows with its length alone, and comes before validation, which compares fields in pairs.
 */
export function refuseExcess(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const measure = createMeasure(fragments)
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) continue
    const size = measure(node.selectionSet)
    if (size.depth > documentLimits.depth) throw tooMuch('depth', 'fields within fields')
    if (size.fields > documentLimits.fields) throw tooMuch('fields', 'fields')
    if (node.kind === Kind.OPERATION_DEFINITION && size.operations > documentLimits.operations)
      throw tooMuch('operations', 'operations at once')
  }
}

function createMeasure(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const known = new Map<string, Size>()
  const open = new Set<string>()

  function measure(set: SelectionSetNode): Size {
    const total = { depth: 0, fields: 0, operations: 0 }
    for (const selection of set.selections) {
      const size = sizeOf(selection)
      total.depth = Math.max(total.depth, size.depth)
      total.fields += size.fields
      total.operations += size.operations
    }
    return total
  }

  function sizeOf(selection: SelectionSetNode['selections'][number]): Size {
    if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet)
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value)
    const { depth, fields } = selection.selectionSet ? measure(selection.selectionSet) : nothing
    return { depth: depth + 1, fields: fields + 1, operations: 1 }
  }

  // Measured once, however often it is used: fragments that use each other twice would double it each time.
  function ofFragment(name: string): Size {
    const fragment = fragments.get(name)
    const size = known.get(name)
    if (size || !fragment) return size ?? nothing
    if (open.has(name)) throw refusal(`The fragment ${name} leads back to itself.`, 'recursive_fragment')
    open.add(name)
    const measured = measure(fragment.selectionSet)
    open.delete(name)
    known.set(name, measured)
    return measured
  }

  return measure
}

const nothing: Size = { depth: 0, fields: 0, operations: 0 }

function tooMuch(limit: keyof typeof documentLimits, what: string) {
  const sentence = `The document has more than ${documentLimits[limit].toLocaleString('en')} ${what}. Split it into several requests.`
  return refusal(sentence, 'too_complex')
}
