'use client'
import { lazyDialog } from './lazy-dialog'

/** The frame of a question that must be answered; most callers want `feedback/confirm-dialog`. */
export const AlertDialog = lazyDialog(() =>
  import('./alert-dialog-frame').then((file) => file.AlertDialogFrame),
)
