using Xunit;

namespace Holdfast.Guard.Tests.Harness;

/// <summary>Waits for conditions, with a deadline.</summary>
internal static class Until
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Returns when the condition holds; fails, naming it, when it does not come to.</summary>
    public static Task Holds(string what, Func<bool> condition) => Holds(what, () => Task.FromResult(condition()));

    public static async Task Holds(string what, Func<Task<bool>> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Longest);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        try
        {
            while (!await condition())
            {
                await poll.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Not within {Longest.TotalSeconds} s: {what}");
        }
    }
}
