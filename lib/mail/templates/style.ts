export const fonts = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
export const ink = '#191c23'
export const muted = '#5b606c'
export const accent = '#3f4fc4'
