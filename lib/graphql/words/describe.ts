import { snakeCase } from '@/lib/snake-case'
import { fieldWords } from './fields'
import { typeWords } from './types'
import { valueWords } from './values'

/**
 * The sentence about a type, or about a field, argument or value of it. What is called the same is mostly the same: a field has one
 * sentence wherever it is, but where `Type.field` says otherwise. Empty for what nobody has described, which a test finds.
 */
export function describeName(owner: string, field?: string): string {
  if (field === undefined) return wordsOf(owner) ?? ''
  const own = `${owner}.${field}`
  return fieldWords[own] ?? valueWords[own] ?? fieldWords[field] ?? valueWords[field] ?? ''
}

function wordsOf(type: string): string | undefined {
  const [, operation] = /^(\w+?)(?:Input|Result)$/.exec(type) ?? []
  return (
    typeWords[type] ??
    (operation &&
      `What \`${snakeCase(operation).replace(/^_/, '')}\` ${type.endsWith('Input') ? 'takes' : 'answers'}.`)
  )
}
