import type { ReactNode } from 'react'

export type PaletteItem = {
  id: string
  label: string
  /** The heading it stands under: "Pages", "Actions", "Members". */
  group: string
  /** Muted, at the right: the organization, the address. */
  hint?: string
  icon?: ReactNode
  /** Other words it is found by. */
  keywords?: string[]
} & ({ href: string; onSelect?: never } | { href?: never; onSelect: () => void })

export type PaletteSearch = (text: string, signal: AbortSignal) => Promise<PaletteItem[]>
