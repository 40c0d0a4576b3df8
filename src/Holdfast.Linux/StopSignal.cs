using System.Runtime.InteropServices;

namespace Holdfast.Linux;

/// <summary>
/// SIGTERM and SIGINT do not end the process while this lives: they ask it to end in good order.
/// </summary>
public sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _asked;
    private readonly PosixSignalRegistration[] _signals;

    /// <param name="cancellationToken">Asks for the same when cancelled.</param>
    public StopSignal(CancellationToken cancellationToken)
    {
        _asked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _signals = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }
            .Select(signal => PosixSignalRegistration.Create(signal, Ask))];
    }

    /// <summary>Cancelled once it is asked.</summary>
    public CancellationToken Token => _asked.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _asked.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true;
        _asked.Cancel();
    }
}
