'use client'
import { AlertDialog as BaseAlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'
import { dialogClasses } from './dialog-classes'

export type AlertDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  description: ReactNode
  children?: ReactNode
  footer: ReactNode
  onClosed?: () => void
}

/** The alert dialog itself; import `alert-dialog`, which loads it when needed. */
export function AlertDialogFrame({
  isOpen,
  onOpenChange,
  title,
  description,
  children,
  footer,
  onClosed,
}: AlertDialogProps) {
  return (
    <BaseAlertDialog.Root
      open={isOpen}
      onOpenChange={onOpenChange}
      onOpenChangeComplete={(isNowOpen) => (isNowOpen ? undefined : onClosed?.())}
    >
      <BaseAlertDialog.Portal>
        {/* Over a dialog that asks, too. */}
        <BaseAlertDialog.Backdrop forceRender className={dialogClasses.backdrop} />
        <BaseAlertDialog.Viewport className={dialogClasses.viewport}>
          <BaseAlertDialog.Popup className={dialogClasses.popup('small')}>
            <BaseAlertDialog.Title className={dialogClasses.title}>{title}</BaseAlertDialog.Title>
            <BaseAlertDialog.Description className={dialogClasses.description} render={<div />}>
              {description}
            </BaseAlertDialog.Description>
            {children}
            <div className={dialogClasses.footer}>{footer}</div>
          </BaseAlertDialog.Popup>
        </BaseAlertDialog.Viewport>
      </BaseAlertDialog.Portal>
    </BaseAlertDialog.Root>
  )
}
