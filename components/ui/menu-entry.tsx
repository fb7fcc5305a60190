'use client'
import { Menu as BaseMenu } from '@base-ui/react/menu'
import clsx from 'clsx'
import { Check } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { reasonText, useWhyHref, type DisabledReason } from './disabled-reason'
import { Tooltip } from './tooltip'

type MenuAction = {
  kind?: 'action'
  label: string
  icon?: ReactNode
  tone?: 'danger'
  onSelect: () => void
  /** Shown disabled, with this sentence on hover and focus. */
  disabledReason?: DisabledReason | undefined
}
type MenuLink = { kind: 'link'; label: string; icon?: ReactNode; href: string; isCurrent?: boolean }
type MenuChoice = {
  kind: 'choice'
  label: string
  value: string
  onValueChange: (value: string) => void
  options: { value: string; label: string }[]
}
type MenuCheckbox = {
  kind: 'checkbox'
  label: string
  isChecked: boolean
  onCheckedChange: (isChecked: boolean) => void
}
export type MenuEntry = MenuAction | MenuLink | MenuChoice | MenuCheckbox | { kind: 'separator'; id: string }

const itemClass =
  'flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1.5 outline-none select-none [&_svg]:size-4 [&_svg]:shrink-0 ' +
  'data-highlighted:bg-hover forced-colors:data-highlighted:outline-2'

export function MenuEntryView({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case 'separator':
      return <BaseMenu.Separator className="-mx-1 my-1 h-px bg-line" />
    case 'link':
      return <LinkEntry entry={entry} />
    case 'choice':
      return <ChoiceEntry entry={entry} />
    case 'checkbox':
      return <CheckboxEntry entry={entry} />
    default:
      return <ActionEntry entry={entry} />
  }
}

function ActionEntry({ entry }: { entry: MenuAction }) {
  const { disabledReason, tone, icon, label } = entry
  if (disabledReason !== undefined) return <RefusedEntry entry={entry} reason={disabledReason} />
  return (
    <BaseMenu.Item
      onClick={entry.onSelect}
      className={clsx(itemClass, tone === 'danger' ? 'text-danger' : undefined)}
    >
      {icon}
      {label}
    </BaseMenu.Item>
  )
}

/** Stays reachable to say why it is refused; where that is explained, it leads there. A link in its tooltip would lie outside the menu. */
function RefusedEntry({ entry, reason }: { entry: MenuAction; reason: DisabledReason }) {
  const router = useRouter()
  const whyHref = useWhyHref(reason)
  const sentence = whyHref ? `${reasonText(reason)} Choose it to see why.` : reasonText(reason)
  return (
    <Tooltip content={sentence} side="left" opensOnPress delay={0}>
      <BaseMenu.Item
        aria-disabled
        aria-description={sentence}
        closeOnClick={whyHref !== null}
        onClick={() => (whyHref ? router.push(whyHref) : undefined)}
        className={clsx(itemClass, 'cursor-not-allowed text-faint')}
      >
        {entry.icon}
        {entry.label}
      </BaseMenu.Item>
    </Tooltip>
  )
}

function LinkEntry({ entry }: { entry: MenuLink }) {
  return (
    <BaseMenu.LinkItem
      closeOnClick
      render={<Link href={entry.href} />}
      aria-current={entry.isCurrent ? 'page' : undefined}
      className={itemClass}
    >
      {entry.icon}
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
      {entry.isCurrent ? <Check aria-hidden /> : null}
    </BaseMenu.LinkItem>
  )
}

function CheckboxEntry({ entry }: { entry: MenuCheckbox }) {
  return (
    <BaseMenu.CheckboxItem
      checked={entry.isChecked}
      onCheckedChange={entry.onCheckedChange}
      closeOnClick={false}
      className={itemClass}
    >
      <span className="flex-1">{entry.label}</span>
      <BaseMenu.CheckboxItemIndicator>
        <Check aria-hidden />
      </BaseMenu.CheckboxItemIndicator>
    </BaseMenu.CheckboxItem>
  )
}

function ChoiceEntry({ entry }: { entry: MenuChoice }) {
  return (
    <BaseMenu.RadioGroup value={entry.value} onValueChange={entry.onValueChange} aria-label={entry.label}>
      <div aria-hidden className="px-2 pt-1.5 pb-1 text-xs text-faint">
        {entry.label}
      </div>
      {entry.options.map((option) => (
        <BaseMenu.RadioItem key={option.value} value={option.value} className={itemClass}>
          <span className="flex-1">{option.label}</span>
          <BaseMenu.RadioItemIndicator>
            <Check aria-hidden />
          </BaseMenu.RadioItemIndicator>
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  )
}
