namespace Holdfast.Monitor.Polling;

/// <summary>How often a resource is polled, ms.</summary>
internal sealed record PollIntervals(long LooksAlive, long IsAlive)
{
    private const long Shortest = 10;

    public static PollIntervals Of(long looksAlive, long isAlive) =>
        new(Math.Max(looksAlive, Shortest), Math.Max(isAlive, Shortest));
}
