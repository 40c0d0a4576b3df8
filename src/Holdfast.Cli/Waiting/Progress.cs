using Holdfast.Cli.Output;
using Holdfast.Client.Errors;
using Spectre.Console;

namespace Holdfast.Cli.Waiting;

/// <summary>Asks again and again until something has happened, showing how far it is.</summary>
/// <remarks>On a terminal one line that changes; elsewhere a line on standard error for each change.</remarks>
internal static class Progress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>How far it is: in words, and the result once it has happened.</summary>
    public sealed record Step<T>(string Text, T? Result)
        where T : class;

    /// <exception cref="HoldfastException">It did not happen in time, or <paramref name="ask"/> gave up.</exception>
    public static async Task<T> WaitAsync<T>(
        Session session, string what, TimeSpan timeout, Func<CancellationToken, Task<Step<T>>> ask,
        CancellationToken cancellationToken)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        string last = what;
        try
        {
            return !session.Context.IsTerminal || session.IsForPrograms
                ? await LoopAsync(session, ask, text => Note(session, ref last, text), limit.Token)
                    .ConfigureAwait(false)
                : await session.Terminal.Console.Status().StartAsync(Markup.Escape(what), display =>
                    LoopAsync(session, ask, text =>
                        display.Status(Markup.Escape(Terminal.Safe(last = text))), limit.Token))
                    .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HoldfastException(ErrorCodes.TimedOut,
                $"{what}: not within {Texts.Seconds(timeout)}; last: {last}. It may still happen.");
        }
    }

    private static void Note(Session session, ref string last, string text)
    {
        if (text != last && !session.IsForPrograms)
        {
            session.Context.Error.WriteLine(Terminal.Safe(text));
        }

        last = text;
    }

    private static async Task<T> LoopAsync<T>(
        Session session, Func<CancellationToken, Task<Step<T>>> ask, Action<string> show,
        CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            try
            {
                Step<T> step = await ask(cancellationToken).ConfigureAwait(false);
                if (step.Result is { } result)
                {
                    return result;
                }

                show(step.Text);
            }
            catch (HoldfastException failure) when (ExitCodes.Of(failure) == ExitCodes.NotReachable)
            {
                // The node may be the one that is being replaced; it is asked again until the time is up.
                show(failure.Detail);
            }

            await Task.Delay(Interval, session.Context.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
