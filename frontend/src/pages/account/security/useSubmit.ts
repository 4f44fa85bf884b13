import { useState, type SubmitEvent } from 'react';
import { useAttempt } from '../../../lib/useAttempt';

interface Submit {
  busy: boolean;
  done: boolean;
  error: unknown;
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
}

/** A form that sends its values with `work`; it is emptied when that succeeds. */
export function useSubmit(work: (values: Record<string, string>) => Promise<void>): Submit {
  const { busy, error, attempt } = useAttempt();
  const [done, setDone] = useState(false);

  async function send(form: HTMLFormElement) {
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') values[name] = value;
    setDone(false);
    await attempt(async () => {
      await work(values);
      form.reset();
      setDone(true);
    });
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
