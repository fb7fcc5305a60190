'use client'
import { Check, Copy } from 'lucide-react'
import { useRef, useState } from 'react'
import { copyText } from '@/lib/client/copy-text'
import { Button } from './button'
import type { ButtonSize, ButtonVariant } from './button-class'

type CopyButtonProps = {
  value: string
  /** Says what is copied: "Copy key". */
  label: string
  variant?: ButtonVariant
  size?: ButtonSize
  onCopied?: () => void
}

const SHOWN_FOR = 2000

export function CopyButton({
  value,
  label,
  variant = 'secondary',
  size = 'medium',
  onCopied,
}: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  async function copy() {
    const isCopied = await copyText(value)
    setOutcome(isCopied ? 'copied' : 'failed')
    if (isCopied) onCopied?.()
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setOutcome('none'), SHOWN_FOR)
  }

  return (
    <>
      <Button variant={variant} size={size} onClick={() => void copy()}>
        {outcome === 'copied' ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />}
        {label}
      </Button>
      <span role="status" className={outcome === 'failed' ? 'text-sm text-danger' : 'sr-only'}>
        {sentences[outcome]}
      </span>
    </>
  )
}

const sentences = {
  none: '',
  copied: 'Copied.',
  failed: 'The browser refused to copy. Select the text and copy it by hand.',
}
