'use client'
import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useHotkey } from '@/lib/client/use-hotkey'
import { Button } from '../ui/button'
import { Kbd } from '../ui/kbd'
import type { PaletteItem, PaletteSearch } from './palette-item'

type CommandPaletteProps = {
  /** Pages and actions known beforehand. */
  items: PaletteItem[]
  /** What the server finds for the text: organizations, members, roles. */
  search?: PaletteSearch
}

// Loaded when first opened: it is no part of what a page needs to be there.
const PaletteDialog = dynamic(() => import('./palette-dialog').then((module) => module.PaletteDialog), { ssr: false })

/** The button in the bar, Ctrl/⌘ K, and the palette they open. */
export function CommandPalette({ items, search }: CommandPaletteProps) {
  const [isOpen, setIsOpen] = useState(false)
  const [isWanted, setIsWanted] = useState(false)
  const open = () => {
    setIsWanted(true)
    setIsOpen(true)
  }
  useHotkey('k', () => (isOpen ? setIsOpen(false) : open()), { withCommand: true })

  return (
    <>
      <Button size="small" aria-keyshortcuts="Control+K Meta+K" onClick={open} onPointerEnter={() => setIsWanted(true)}>
        <Search aria-hidden className="text-faint" />
        <span className="sr-only sm:not-sr-only">Search</span>
        <span aria-hidden className="hidden sm:block">
          <Kbd>Ctrl K</Kbd>
        </span>
      </Button>
      {isWanted ? <PaletteDialog isOpen={isOpen} onOpenChange={setIsOpen} items={items} search={search} /> : null}
    </>
  )
}
