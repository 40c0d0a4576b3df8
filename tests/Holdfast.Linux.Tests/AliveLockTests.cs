using Xunit;

namespace Holdfast.Linux.Tests;

public sealed class AliveLockTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NobodyHolds_ProveDead_CompletesAndLeavesTheLockFree()
    {
        using var folder = new TestFolder();
        AliveLock.Hold(folder.File("alive")).Dispose();
        await AliveLock.ProveDead(folder.File("alive"), Ct);
        AliveLock.Hold(folder.File("alive")).Dispose();
    }

    [Fact]
    public async Task Held_ProveDead_WaitsForTheLastHolder()
    {
        using var folder = new TestFolder();
        string path = folder.File("alive");
        var own = AliveLock.Hold(path);
        using var child = ProcessSpawner.Start(new ProcessStart
        {
            FileName = "sleep", Arguments = ["60"], InheritedFds = [own.Fd],
        });
        var proof = AliveLock.ProveDead(path, Ct);
        own.Dispose();

        // The child has it still; a new holder beside it is not kept out by the waiting observer.
        using (AliveLock.Hold(path))
        {
            Assert.False(proof.IsCompleted);
        }

        child.Handle.Send(Signals.Kill);
        await proof;
        await child.WaitForExitAsync(Ct);
    }

    [Fact]
    public async Task Cancelled_ProveDead_CanBeAskedAgain()
    {
        using var folder = new TestFolder();
        string path = folder.File("alive");
        var own = AliveLock.Hold(path);
        using var giveUp = new CancellationTokenSource();
        var first = AliveLock.ProveDead(path, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = AliveLock.ProveDead(path, Ct);
        Assert.False(second.IsCompleted);
        own.Dispose();
        await second;
    }

    [Fact]
    public async Task FileReplaced_ProveDead_AsksTheNewOneToo()
    {
        using var folder = new TestFolder();
        string path = folder.File("alive");
        var old = AliveLock.Hold(path);
        var proof = AliveLock.ProveDead(path, Ct);
        using var child = ProcessSpawner.Start(new ProcessStart
        {
            FileName = "sleep", Arguments = ["60"], InheritedFds = [old.Fd],
        });
        File.Delete(path);
        var replaced = AliveLock.Hold(path);
        old.Dispose();
        child.Handle.Send(Signals.Kill);
        await child.WaitForExitAsync(Ct);
        Assert.False(proof.IsCompleted);
        replaced.Dispose();
        await proof;
    }

    [Fact]
    public async Task NoFile_ProveDead_Fails() =>
        await Assert.ThrowsAsync<LinuxException>(() => AliveLock.ProveDead("/no/such/alive", Ct));
}
