import { useState, type SubmitEvent } from 'react';

interface Submit {
  busy: boolean;
  done: boolean;
  error: unknown;
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
}

/** A form that sends its values with `work`; it is emptied when that succeeds. */
export function useSubmit(work: (values: Record<string, string>) => Promise<void>): Submit {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [error, setError] = useState<unknown>();

  async function send(form: HTMLFormElement) {
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') values[name] = value;
    setBusy(true);
    setDone(false);
    setError(undefined);
    try {
      await work(values);
      form.reset();
      setDone(true);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    done,
    error,
    onSubmit: (event) => {
      event.preventDefault();
      if (!busy) void send(event.currentTarget);
    },
  };
}
