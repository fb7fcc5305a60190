'use client'
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { dialogClasses } from './dialog-classes'
import { IconButton } from './icon-button'

export type DialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  description?: ReactNode
  size?: 'small' | 'medium' | 'large'
  /** False where a press beside the dialog would lose what was typed. */
  closesOnOutsidePress?: boolean
  /** After the closing motion, when state of the dialog may be dropped. */
  onClosed?: () => void
  children: ReactNode
}

/** The dialog itself; import `dialog`, which loads it when needed. */
export function DialogFrame(props: DialogProps) {
  const {
    isOpen,
    onOpenChange,
    title,
    description,
    size = 'medium',
    closesOnOutsidePress = true,
    onClosed,
    children,
  } = props
  return (
    <BaseDialog.Root
      open={isOpen}
      onOpenChange={onOpenChange}
      onOpenChangeComplete={(isNowOpen) => (isNowOpen ? undefined : onClosed?.())}
      disablePointerDismissal={!closesOnOutsidePress}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={dialogClasses.backdrop} />
        <BaseDialog.Viewport className={dialogClasses.viewport}>
          <BaseDialog.Popup className={dialogClasses.popup(size)} initialFocus={firstField}>
            <div className="flex items-start justify-between gap-4">
              <BaseDialog.Title className={dialogClasses.title}>{title}</BaseDialog.Title>
              <BaseDialog.Close
                render={<IconButton label="Close" icon={<X />} size="small" hasTooltip={false} />}
              />
            </div>
            {description ? (
              <BaseDialog.Description className={dialogClasses.description} render={<div />}>
                {description}
              </BaseDialog.Description>
            ) : null}
            <div className="mt-4">{children}</div>
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

// The close button comes first in the order, yet the first field is what one came for.
function firstField(interaction: string): HTMLElement | boolean {
  if (interaction === 'touch') return true
  const popup = document.querySelector('[role="dialog"][data-open]:not([data-nested-dialog-open])')
  const field = popup?.querySelector(
    'input:not([type="hidden"], [aria-hidden="true"]), textarea, [role="combobox"], button[aria-haspopup="dialog"]',
  )
  return field instanceof HTMLElement ? field : true
}
