'use client'
import { Popover } from '@base-ui/react/popover'
import { Command } from 'cmdk'
import { Check } from 'lucide-react'
import { useRef, useState } from 'react'
import { optionGroups, type ChoiceOption } from './choice-options'

export type ChoicePopupProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** The button it belongs to: placed below it, as wide at least, and the focus goes back to it. */
  anchor: HTMLElement | null
  /** Names the search field: "Search permissions". */
  searchLabel: string
  options: ChoiceOption[]
  /** What is chosen already: marked. */
  chosen: readonly string[]
  onChoose: (option: ChoiceOption) => void
  /** Told of what is typed, where somebody else finds the options; without it they are narrowed here. */
  onSearch?: ((text: string) => void) | undefined
  isSearching?: boolean
}

/** The opened part of a choice. */
export function ChoicePopup(props: ChoicePopupProps) {
  const { isOpen, onOpenChange, anchor, searchLabel, options, chosen, onChoose, onSearch } = props
  const input = useRef<HTMLInputElement>(null)
  const popup = useRef<HTMLDivElement>(null)
  const [text, setText] = useState('')
  const [marked, setMarked] = useState(chosen[0] ?? '')
  const groups = optionGroups(options, onSearch ? '' : text)
  const shown = groups.flatMap(([, members]) => members)

  function search(next: string) {
    setText(next)
    setMarked(next === '' ? (chosen[0] ?? '') : '')
    onSearch?.(next)
  }

  return (
    <Popover.Root
      open={isOpen}
      onOpenChange={(isNext, { reason, event }) => {
        // A press on the button closes by the button's own hand; closing here too would have it open again.
        const isOwnButton =
          reason === 'outside-press' && event.target instanceof Node && anchor?.contains(event.target)
        if (!isOwnButton) onOpenChange(isNext)
      }}
      onOpenChangeComplete={(isNowOpen) => (isNowOpen ? undefined : search(''))}
    >
      <Popover.Portal>
        <Popover.Positioner
          anchor={anchor}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <Popover.Popup
            aria-label={searchLabel}
            initialFocus={input}
            ref={popup}
            finalFocus={() => (isFocusElsewhere(popup.current) ? false : anchor)}
            className="w-(--anchor-width) max-w-(--available-width) min-w-72 overflow-hidden rounded-md border border-line bg-raised text-base text-ink shadow-popup outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <Command
              label={searchLabel}
              shouldFilter={false}
              loop
              // Options that are found later leave none marked, and Enter would choose nothing.
              value={shown.some((option) => option.value === marked) ? marked : (shown[0]?.value ?? '')}
              onValueChange={setMarked}
            >
              <Command.Input
                ref={input}
                value={text}
                onValueChange={search}
                placeholder={searchLabel}
                className="field-text h-9 w-full border-b border-line bg-transparent px-3 text-base text-ink outline-none"
              />
              <Command.List
                // The focus stays in the search, where several are chosen one after the other.
                onMouseDown={(event) => event.preventDefault()}
                className="max-h-[min(20rem,var(--available-height))] overflow-y-auto p-1"
              >
                <Command.Empty className="px-3 py-6 text-center text-muted">
                  {props.isSearching ? 'Searching…' : 'Nothing matches.'}
                </Command.Empty>
                {groups.map(([heading, members]) => (
                  <Command.Group
                    key={heading}
                    heading={heading}
                    className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
                  >
                    {members.map((option) => (
                      <Item
                        key={option.value}
                        option={option}
                        isChosen={chosen.includes(option.value)}
                        onChoose={onChoose}
                      />
                    ))}
                  </Command.Group>
                ))}
              </Command.List>
            </Command>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Whether the focus went on to something else while the popup faded: taking it back would close what was opened there. */
function isFocusElsewhere(popup: HTMLElement | null): boolean {
  const at = document.activeElement
  return at !== null && at !== document.body && !popup?.contains(at)
}

type ItemProps = { option: ChoiceOption; isChosen: boolean; onChoose: (option: ChoiceOption) => void }

function Item({ option, isChosen, onChoose }: ItemProps) {
  return (
    <Command.Item
      value={option.value}
      onSelect={() => onChoose(option)}
      className="flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 data-[selected=true]:bg-hover forced-colors:data-[selected=true]:outline-2"
    >
      <Check aria-hidden className={`size-4 shrink-0 ${isChosen ? '' : 'invisible'}`} />
      <span className="min-w-0 flex-1 truncate">
        {option.label}
        {isChosen ? <span className="sr-only"> (chosen)</span> : null}
      </span>
      {option.hint ? (
        <span className="max-w-1/2 shrink-0 truncate font-mono text-xs text-faint">{option.hint}</span>
      ) : null}
    </Command.Item>
  )
}
