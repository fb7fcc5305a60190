'use client'
import { createContext, useContext } from 'react'
import type { Capability, Refusal } from '@/lib/capability'

/** Why a control is disabled: the sentence and, where a permission is missing, which. */
export type DisabledReason = string | Refusal

/** Gives the address that explains to the viewer why they do not hold a permission; null where there is none. */
export const WhyContext = createContext<(permission: string) => string | null>(() => null)

/** What a control shows for a capability: nothing when it is allowed. */
export function reasonOf(capability: Capability): DisabledReason | undefined {
  return capability.allowed ? undefined : capability
}

/** What a control shows that does something to several: refused only when it would be for each of them. */
export function sharedReason(capabilities: readonly Capability[]): DisabledReason | undefined {
  const [first] = capabilities
  if (!first || capabilities.some(({ allowed }) => allowed)) return undefined
  return reasonOf(first)
}

/** The sentence of a reason. */
export function reasonText(reason: DisabledReason | undefined): string | undefined {
  return typeof reason === 'object' ? reason.message : reason
}

/** Where the reason is explained, or null. */
export function useWhyHref(reason: DisabledReason | undefined): string | null {
  const hrefOf = useContext(WhyContext)
  return typeof reason === 'object' && reason.permission ? hrefOf(reason.permission) : null
}
