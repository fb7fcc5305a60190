'use client'
import { useRef, type ReactNode } from 'react'
import { Upload } from 'lucide-react'
import { Button } from '@/components/ui/button'

type FileButtonProps = {
  /** As `accept` of an input. */
  accept: string
  /** What the file is, for who hears the page. */
  fileLabel: string
  onFile: (file: File) => void
  children: ReactNode
}

/** Takes a file from the person's machine; the same one again, too. */
export function FileButton({ accept, fileLabel, onFile, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button type="button" size="small" onClick={() => input.current?.click()}>
        <Upload aria-hidden />
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        aria-label={fileLabel}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
    </>
  )
}
