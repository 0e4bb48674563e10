import { z } from 'zod';

export const timestamp = z.iso.datetime({ offset: true, error: 'a time as in 2026-11-23T09:00:00Z' });
