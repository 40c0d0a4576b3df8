using System.Diagnostics;
using Xunit;

namespace Holdfast.Monitor.Tests.Harness;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Until
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Task TrueAsync(string what, Func<bool> condition) =>
        TrueAsync(what, () => Task.FromResult(condition()));

    public static async Task TrueAsync(string what, Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline,
                $"waited {Deadline.TotalSeconds} s in vain: {what}");
            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
