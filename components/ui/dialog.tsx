'use client'
import { lazyDialog } from './lazy-dialog'

export type { DialogProps } from './dialog-frame'

export const Dialog = lazyDialog(() => import('./dialog-frame').then((file) => file.DialogFrame))
