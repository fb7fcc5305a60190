'use client'
import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useHotkey } from '@/lib/client/use-hotkey'
import { IconButton } from '../ui/icon-button'
import { Input } from '../ui/input'
import { Kbd } from '../ui/kbd'

type SearchBoxProps = {
  /** "Search members". */
  label: string
  value: string
  onValueChange: (value: string) => void
}

const DELAY = 250

/** Tells of what is typed once the hands rest; `/` leads here, Escape clears. */
export function SearchBox({ label, value, onValueChange }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [text, setText] = useState(value)
  const [seen, setSeen] = useState({ value, told: value })
  useHotkey('/', () => input.current?.focus())
  useEffect(() => () => clearTimeout(timer.current), [])

  if (seen.value !== value) {
    setSeen({ value, told: value })
    // Changed elsewhere (cleared, or the browser went back), not by what was told from here: typing goes on meanwhile.
    if (value !== seen.told) setText(value)
  }

  function type(next: string, delay = DELAY) {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      setSeen({ value, told: next.trim() })
      onValueChange(next.trim())
    }, delay)
  }

  return (
    <div role="search" className="relative w-full sm:w-72">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-faint" />
      <div className="[&_input]:pr-8 [&_input]:pl-8">
        <Input
          ref={input}
          type="text"
          role="searchbox"
          aria-label={label}
          aria-keyshortcuts="/"
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') type(text, 0)
            if (event.key === 'Escape' && text !== '') type('', 0)
          }}
        />
      </div>
      <span className="absolute top-0.5 right-0.5">
        {text === '' ? (
          <span aria-hidden className="flex p-1">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <IconButton
            label="Clear search"
            icon={<X />}
            size="small"
            hasTooltip={false}
            onClick={() => type('', 0)}
          />
        )}
      </span>
    </div>
  )
}
