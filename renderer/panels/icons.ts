/** Outlines on a grid of 16 × 16, drawn with a stroke. */
export const icons = {
  new: 'M4 1.5h5.5L12.5 4.5V14.5H4zM9.5 1.5V4.5H12.5M8.25 7v5M5.75 9.5h5',
  open: 'M1.5 13V3.5h4.5l1.5 2h6V13zM1.5 7.5h12',
  save: 'M8 2v8M4.75 7 8 10.25 11.25 7M2.5 10.5v3h11v-3',
  'save-as': 'M6 2v7M3.25 6.5 6 9.25 8.75 6.5M1.5 10.5v3h8M10.5 13.5l.5-2 3-3 1.5 1.5-3 3z',
  lock: 'M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  gap: 'M5 3 2 8l3 5M11 3l3 5-3 5M6 8h.01M8 8h.01M10 8h.01',
  marks: 'M2.5 4h2M7 4h6.5M2.5 8h2M7 8h6.5M2.5 12h2M7 12h6.5',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  commands: 'M2.5 4.5 6 8l-3.5 3.5M7.5 12h6',
  close: 'M4 4l8 8M12 4l-8 8',
  previous: 'M10 3 5 8l5 5',
  next: 'M6 3l5 5-5 5'
} as const

export type IconName = keyof typeof icons
