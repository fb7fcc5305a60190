'use client'
import { Command } from 'cmdk'
import type { PaletteItem } from './palette-item'

type PaletteGroupProps = {
  heading: string
  items: PaletteItem[]
  onChoose: (item: PaletteItem) => void
  /** Found by the server, which has its own idea of a match: shown whatever the letters. */
  isFound?: boolean
}

export function PaletteGroup({ heading, items, onChoose, isFound = false }: PaletteGroupProps) {
  return (
    <Command.Group
      heading={heading}
      forceMount={isFound}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
    >
      {items.map((item) => (
        <Command.Item
          key={item.id}
          value={`${heading} ${item.id}`}
          keywords={[item.label, item.hint ?? '', ...(item.keywords ?? [])]}
          forceMount={isFound}
          onSelect={() => onChoose(item)}
          className="flex min-h-9 cursor-default items-center gap-2 rounded-sm px-3 data-[selected=true]:bg-hover forced-colors:data-[selected=true]:outline-2 [&_svg]:size-4 [&_svg]:text-muted"
        >
          {item.icon}
          <span className="truncate">{item.label}</span>
          {item.hint ? <span className="ml-auto truncate pl-4 text-sm text-faint">{item.hint}</span> : null}
        </Command.Item>
      ))}
    </Command.Group>
  )
}
