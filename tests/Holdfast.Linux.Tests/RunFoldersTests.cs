using Xunit;

namespace Holdfast.Linux.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RunFoldersTests
{
    [Fact]
    public void LongDataFolder_RunFolder_IsShortPrivateAndAlwaysTheSame()
    {
        string data = "/var/lib/" + new string('x', 200);
        string run = RunFolders.For(data);
        try
        {
            Assert.True(run.Length <= 64);
            Assert.Equal(run, RunFolders.For(data + "/"));
            Assert.NotEqual(run, RunFolders.For(data + "y"));
            Assert.Equal(0x1C0, FileStatus.Of(run)!.Value.Permissions);
        }
        finally
        {
            Directory.Delete(run);
            Directory.Delete(RunFolders.For(data + "y"));
        }
    }

    [Fact]
    public void FolderOpenToOthersOrALink_IsRefused()
    {
        using var folder = new TestFolder();
        string open = folder.File("open");
        Directory.CreateDirectory(open);
        File.SetUnixFileMode(open, (UnixFileMode)0x1FF);
        Assert.Throws<UnauthorizedAccessException>(() => RunFolders.Ensure(open));
        string link = folder.File("link");
        File.CreateSymbolicLink(link, folder.Path);
        Assert.Throws<UnauthorizedAccessException>(() => RunFolders.Ensure(link));
    }

    [Fact]
    public void SocketPath_TooLong_IsRefusedBeforeTheKernelDoes()
    {
        Assert.Equal("/run/s", RunFolders.SocketPath("/run/s"));
        Assert.Throws<PathTooLongException>(() => RunFolders.SocketPath("/" + new string('x', 107)));
    }
}
