'use client'
import clsx from 'clsx'
import { ChevronsUpDown, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { deferComponent } from '@/lib/client/deferred-component'
import { useHasBeen } from '@/lib/client/use-has-been'
import type { ChoiceOption } from './choice-options'
import { fieldClass } from './field-class'
import { IconButton } from './icon-button'
import { usePressGuard } from './use-press-guard'

const { Deferred, preload } = deferComponent(() => import('./choice-popup').then((file) => file.ChoicePopup))

export type ChoiceTexts = {
  /** Above the field, and its accessible name. */
  label: string
  /** For toolbars: the name is only spoken, and the button is as wide as its content. */
  isCompact?: boolean
  searchLabel: string
  placeholder: string
  options: ChoiceOption[]
  /** Told of what is typed, where the server finds the options; without it they are narrowed here. */
  onSearch?: (text: string) => void
  onOpenChange?: (isOpen: boolean) => void
  isSearching?: boolean
  /** A button that takes the choice back, by its name: "Clear the inviter". */
  clear?: { label: string; onClear: () => void }
  /** In a form: the sentence about what is wrong has this id. */
  errorId?: string | undefined
  /** Told of the button, for a form that focuses what is wrong. */
  buttonRef?: (button: HTMLButtonElement | null) => void
}

type ChoiceButtonProps = ChoiceTexts & {
  /** What is chosen, in words; null for nothing. */
  text: string | null
  /** Marked in the list. */
  chosen: readonly string[]
  onChoose: (option: ChoiceOption) => void
  /** Several are chosen one after the other. */
  staysOpen?: boolean
}

/** The button of a choice and the list it opens; the list and its search are loaded when they are wanted. */
export function ChoiceButton(props: ChoiceButtonProps) {
  const { label, isCompact = false, placeholder, text, onChoose, staysOpen = false, clear } = props
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const guard = usePressGuard({ disabledReason: undefined, isPending: false })
  const isClearable = clear !== undefined && text !== null

  function change(isNext: boolean) {
    setAnchor(button.current)
    setIsOpen(isNext)
    props.onOpenChange?.(isNext)
  }

  return (
    <div className={clsx('relative grid min-w-0', isCompact ? 'max-w-52' : 'gap-1.5')}>
      <span id={`${id}label`} className={isCompact ? 'sr-only' : 'text-sm font-medium text-ink'}>
        {label}
      </span>
      <button
        ref={(element) => {
          button.current = element
          props.buttonRef?.(element)
        }}
        type="button"
        {...guard}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-labelledby={`${id}label ${id}value`}
        aria-describedby={props.errorId}
        onPointerEnter={preload}
        onFocus={preload}
        onClick={() => change(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          change(true)
        }}
        className={clsx(
          isCompact ? compactClass(text !== null) : wideClass,
          props.errorId !== undefined && 'border-danger!',
        )}
      >
        <span
          id={`${id}value`}
          className={clsx('truncate', text === null && !isCompact && 'text-faint', isClearable && 'pr-5')}
        >
          {text ?? placeholder}
        </span>
        {isClearable ? null : <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />}
      </button>
      {isClearable ? (
        <span className="absolute right-0.5 bottom-0.5">
          <IconButton
            label={clear.label}
            icon={<X />}
            size="small"
            onClick={() => {
              clear.onClear()
              button.current?.focus()
            }}
          />
        </span>
      ) : null}
      <Deferred
        isWanted={useHasBeen(isOpen)}
        props={{
          isOpen,
          onOpenChange: change,
          anchor,
          searchLabel: props.searchLabel,
          options: props.options,
          chosen: props.chosen,
          onSearch: props.onSearch,
          isSearching: props.isSearching ?? false,
          onChoose: (option) => {
            if (!staysOpen) change(false)
            onChoose(option)
          },
        }}
      />
    </div>
  )
}

const button = 'flex h-8 min-w-0 items-center justify-between gap-2 text-left select-none'
const wideClass = clsx(fieldClass, button)

// As the browser's own selects beside it.
function compactClass(isSet: boolean): string {
  return clsx(
    button,
    'rounded-md border bg-surface px-2.5 text-base text-ink hover:bg-hover',
    isSet ? 'border-accent font-medium' : 'border-line',
  )
}
