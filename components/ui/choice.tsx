'use client'
import clsx from 'clsx'
import { ChevronsUpDown } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { deferComponent } from '@/lib/client/deferred-component'
import { useHasBeen } from '@/lib/client/use-has-been'
import type { ChoiceOption } from './choice-options'
import { fieldClass } from './field-class'
import { usePressGuard } from './use-press-guard'

const { Deferred, preload } = deferComponent(() => import('./choice-popup').then((file) => file.ChoicePopup))

type ChoiceProps = {
  /** Above the field, and its accessible name. */
  label: string
  /** For toolbars: the name is only spoken, and the button is as wide as its content. */
  isCompact?: boolean
  searchLabel: string
  placeholder: string
  options: ChoiceOption[]
  /** What is chosen; need not be among the options that are offered at the moment. */
  value: ChoiceOption | null
  onValueChange: (option: ChoiceOption) => void
  /** Told of what is typed, where the server finds the options; without it they are narrowed here. */
  onSearch?: (text: string) => void
  onOpenChange?: (isOpen: boolean) => void
  isSearching?: boolean
}

/** One of many, found by typing. The list and its search are loaded when they are wanted. */
export function Choice(props: ChoiceProps) {
  const {
    label,
    isCompact = false,
    searchLabel,
    placeholder,
    options,
    value,
    onValueChange,
    onSearch,
    isSearching,
  } = props
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const guard = usePressGuard({ disabledReason: undefined, isPending: false })

  function change(isNext: boolean) {
    setAnchor(button.current)
    setIsOpen(isNext)
    props.onOpenChange?.(isNext)
  }

  return (
    <div className="grid min-w-0 gap-1.5">
      <span id={`${id}label`} className={isCompact ? 'sr-only' : 'text-sm font-medium text-ink'}>
        {label}
      </span>
      <button
        ref={button}
        type="button"
        {...guard}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-labelledby={`${id}label ${id}value`}
        onPointerEnter={preload}
        onFocus={preload}
        onClick={() => change(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          change(true)
        }}
        className={clsx(
          fieldClass,
          'flex h-8 min-w-0 items-center justify-between gap-2 text-left select-none',
        )}
      >
        <span id={`${id}value`} className={clsx('truncate', value === null && 'text-faint')}>
          {value?.label ?? placeholder}
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
      </button>
      <Deferred
        isWanted={useHasBeen(isOpen)}
        props={{
          isOpen,
          onOpenChange: change,
          anchor,
          searchLabel,
          options,
          value: value?.value ?? null,
          onSearch,
          isSearching: isSearching ?? false,
          onChoose: (option) => {
            change(false)
            onValueChange(option)
          },
        }}
      />
    </div>
  )
}
