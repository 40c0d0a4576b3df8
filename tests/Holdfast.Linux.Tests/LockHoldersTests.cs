using Xunit;

namespace Holdfast.Linux.Tests;

public sealed class LockHoldersTests
{
    /// <summary>
    /// The kernel shows the path without links. A holder that is not found is not killed, and its node joins anew
    /// beside what it runs.
    /// </summary>
    [Fact]
    public async Task FileBehindALink_ItsHoldersAreFound()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hf-holders-");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "real"));
        string linked = Path.Combine(folder.FullName, "linked");
        Directory.CreateSymbolicLink(linked, Path.Combine(folder.FullName, "real"));
        string path = Path.Combine(linked, "alive");
        var alive = AliveLock.Hold(path);
        using SpawnedProcess holder = Sleep(alive.Fd);
        using SpawnedProcess other = Sleep();
        alive.Dispose();

        Task proof = AliveLock.ProveDead(path, TestContext.Current.CancellationToken);
        Assert.Equal([holder.Pid], LockHolders.OfShared(path));
        Assert.Empty(LockHolders.OfExclusive(path));
        holder.Handle.Send(Signals.Kill);
        await proof;
        Assert.Empty(LockHolders.OfShared(path));
        other.Handle.Send(Signals.Kill);
        await Task.WhenAll(
            holder.WaitForExitAsync(TestContext.Current.CancellationToken),
            other.WaitForExitAsync(TestContext.Current.CancellationToken));
        folder.Delete(recursive: true);
    }

    private static SpawnedProcess Sleep(params int[] inherited) => ProcessSpawner.Start(new()
    {
        FileName = "sleep", Arguments = ["60"], InheritedFds = inherited,
    });
}
