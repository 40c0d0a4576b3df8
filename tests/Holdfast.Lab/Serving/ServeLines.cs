using System.Runtime.InteropServices;
using System.Text.Json;

namespace Holdfast.Lab.Serving;

/// <summary>What is asked, one line each, until the input ends or SIGTERM comes; and its answers, in lines of JSON.
/// </summary>
internal sealed class ServeLines : IDisposable
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _term;

    public ServeLines() => _term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
    {
        context.Cancel = true;
        _stop.Cancel();
    });

    public static Task SayAsync<T>(T said) => Console.Out.WriteLineAsync(JsonSerializer.Serialize(said, Format));

    /// <summary>The words of the next line; null if there is none.</summary>
    public async Task<string[]?> NextAsync()
    {
        try
        {
            string? line = await Console.In.ReadLineAsync(_stop.Token).AsTask().WaitAsync(_stop.Token);
            return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _term.Dispose();
        _stop.Dispose();
    }
}
