using System.IO.Compression;
using Holdfast.Client.Errors;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Tests.Packages;

public sealed class PackageStoreTests : IAsyncLifetime
{
    private readonly PackageNodes _nodes = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task PublishFolder_Import_StoresItReadOnlyWithoutTheResourceApi()
    {
        string folder = _nodes.Publish("a", "1", "Acme.Ledger");
        File.WriteAllText(Path.Combine(folder, "Holdfast.ResourceApi.dll"), "api");
        Directory.CreateDirectory(Path.Combine(folder, "runtimes"));
        File.WriteAllText(Path.Combine(folder, "runtimes", "native.so"), "n");

        ImportResult.Imported imported = await ImportAsync(folder);

        Assert.Equal(["Acme.dll", "native.so", "types.txt", "version.txt"], NamesIn(imported.Folder));
        Assert.Equal(Path.Combine(_nodes.FolderOf("n1"), imported.Hash), imported.Folder);
        Assert.Equal("Acme.Ledger", Assert.Single(imported.Description.Types).Name);
        UnixFileMode mode = File.GetUnixFileMode(Path.Combine(imported.Folder, "Acme.dll"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, mode);
        Assert.Equal([imported.Hash], _nodes.Store.Held);
    }

    [Fact]
    public async Task SameContentTwice_Import_IsOnePackage()
    {
        ImportResult.Imported first = await ImportAsync(_nodes.Publish("a", "1", "Acme.Ledger"));
        ImportResult.Imported second = await ImportAsync(_nodes.Publish("b", "1", "Acme.Ledger"));
        ImportResult.Imported other = await ImportAsync(_nodes.Publish("c", "2", "Acme.Ledger"));

        Assert.Equal(first.Hash, second.Hash);
        Assert.NotEqual(first.Hash, other.Hash);
        Assert.Equal(2, Directory.GetFileSystemEntries(_nodes.FolderOf("n1")).Length);
    }

    [Fact]
    public async Task OneDll_Import_TakesItsSymbolsAndDependencyListAlong()
    {
        string folder = _nodes.Publish("a", "1", "Acme.Ledger");
        File.WriteAllText(Path.Combine(folder, "Acme.pdb"), "symbols");
        File.WriteAllText(Path.Combine(folder, "Acme.deps.json"), "{}");

        ImportResult result = await _nodes.Store.ImportAsync(Path.Combine(folder, "Acme.dll"), Cancel);

        // Without types.txt beside it the test's describer finds no type.
        Assert.Equal(new ImportResult.Refused(ErrorCodes.PackageRefused, "no resource types"), result);
        Assert.Equal(["Acme.deps.json", "Acme.dll", "Acme.pdb"], _nodes.Describer.Seen);
        Assert.Empty(_nodes.Store.Held);
    }

    [Fact]
    public async Task NugetPackage_Import_TakesTheNewestFrameworkThatRunsHere()
    {
        string path = _nodes.PathOf("acme.nupkg");
        Zip(path, ("Acme.nuspec", "<package/>"), ("lib/net8.0/Acme.dll", "8"), ("lib/net8.0/types.txt", "Acme.Ledger"),
            ("lib/net10.0/Acme.dll", "10"), ("lib/net10.0/types.txt", "Acme.Ledger"), ("lib/net99.0/Acme.dll", "99"),
            ("lib/netstandard2.0/Acme.dll", "2"));

        ImportResult.Imported imported = await ImportAsync(path);

        Assert.Equal("10", File.ReadAllText(Path.Combine(imported.Folder, "Acme.dll")));
    }

    [Fact]
    public async Task NugetPackageForOthers_Import_IsRefusedWithWhatItHas()
    {
        string path = _nodes.PathOf("acme.nupkg");
        Zip(path, ("Acme.nuspec", "<package/>"), ("lib/net472/Acme.dll", "f"));

        var refused = Assert.IsType<ImportResult.Refused>(await _nodes.Store.ImportAsync(path, Cancel));

        Assert.Contains("net472", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ZipThatReachesOutside_Import_IsRefused()
    {
        string path = _nodes.PathOf("evil.zip");
        Zip(path, ("../../evil.dll", "x"));

        var refused = Assert.IsType<ImportResult.Refused>(await _nodes.Store.ImportAsync(path, Cancel));

        Assert.Contains("outside", refused.Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_nodes.FolderOf("n1")));
    }

    [Theory]
    [InlineData("absent", "no file or folder")]
    [InlineData("text.txt", "neither a DLL nor a readable zip")]
    [InlineData("empty", "has no DLL")]
    public async Task WhatIsNoPackage_Import_IsRefusedWithWhatToName(string name, string reason)
    {
        File.WriteAllText(_nodes.PathOf("text.txt"), "hello");
        Directory.CreateDirectory(_nodes.PathOf("empty"));

        var refused = Assert.IsType<ImportResult.Refused>(await _nodes.Store.ImportAsync(_nodes.PathOf(name), Cancel));

        Assert.Equal(ErrorCodes.PackageRefused, refused.Code);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.Contains("Name a resource DLL", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("removed")]
    [InlineData("added")]
    [InlineData("folder")]
    public async Task DamagedPackage_Get_IsHealedFromAPeer(string damage)
    {
        ImportResult.Imported package = await ImportOnPeerTooAsync();
        Damage(package.Folder, damage);

        PackageResult result = await _nodes.Store.GetAsync(package.Hash, Cancel);

        Assert.Equal(package.Folder, Assert.IsType<PackageResult.Present>(result).Folder);
        Assert.Equal("1", File.ReadAllText(Path.Combine(package.Folder, "Acme.dll")));
        Assert.Equal(["Acme.dll", "types.txt", "version.txt"], NamesIn(package.Folder));
    }

    [Fact]
    public async Task DamagedPackageThatNobodyHas_Get_SaysDllMissingAndNamesTheFile()
    {
        ImportResult.Imported package = await ImportAsync(_nodes.Publish("a", "1", "Acme.Ledger"));
        RegistrationResult.Done done = Assert.IsType<RegistrationResult.Done>(
            await _nodes.Registration().RegisterAsync(_nodes.Publish("a", "1", "Acme.Ledger"), Cancel));
        await _nodes.View.ReachAsync(done.Revision, Cancel);
        _nodes.Network.Down.UnionWith(["n2", "n3"]);
        Damage(package.Folder, "removed");

        PackageResult result = await _nodes.Store.GetAsync(package.Hash, Cancel);

        string reason = Assert.IsType<PackageResult.Missing>(result).Reason;
        Assert.StartsWith("DLL missing: ", reason, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(package.Folder, "Acme.dll"), reason, StringComparison.Ordinal);
        Assert.Empty(_nodes.Store.Held);
    }

    [Fact]
    public async Task TransferThatIsDamaged_Get_TriesTheNextPeerAndTakesNothingWrong()
    {
        ImportResult.Imported package = await ImportOnPeerTooAsync();
        ImportResult.Imported other = await ImportAsync(_nodes.Publish("other", "2", "Acme.Other"));
        using var wrong = new MemoryStream();
        await _nodes.Store.WriteZipAsync(other.Hash, wrong, Cancel);
        Damage(package.Folder, "folder");
        _nodes.Network.Transfer = _ => wrong.ToArray();

        Assert.IsType<PackageResult.Missing>(await _nodes.Store.GetAsync(package.Hash, Cancel));

        _nodes.Network.Transfer = bytes => bytes[..(bytes.Length / 2)];
        Assert.IsType<PackageResult.Missing>(await _nodes.Store.GetAsync(package.Hash, Cancel));

        _nodes.Network.Transfer = bytes => bytes;
        Assert.IsType<PackageResult.Present>(await _nodes.Store.GetAsync(package.Hash, Cancel));
    }

    [Fact]
    public async Task UnfinishedWorkOfAnEarlierRun_Open_IsRemovedAndWholePackagesAreKnown()
    {
        ImportResult.Imported package = await ImportAsync(_nodes.Publish("a", "1", "Acme.Ledger"));
        string staging = Path.Combine(_nodes.FolderOf("n1"), ".staging-x");
        Directory.CreateDirectory(staging);
        File.WriteAllText(Path.Combine(_nodes.FolderOf("n1"), "left.zip"), "half");

        using PackageStore again = _nodes.NewStore("n1");

        Assert.Equal([package.Hash], again.Held);
        Assert.Equal([package.Folder], Directory.GetFileSystemEntries(_nodes.FolderOf("n1")));
    }

    [Fact]
    public async Task BuiltIn_Get_IsAlwaysPresent() =>
        Assert.Equal(new PackageResult.Present(""), await _nodes.Store.GetAsync("builtin", Cancel));

    private static void Damage(string folder, string how)
    {
        string dll = Path.Combine(folder, "Acme.dll");
        switch (how)
        {
            case "changed":
                File.SetUnixFileMode(dll, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                DateTime time = File.GetLastWriteTimeUtc(dll);
                File.WriteAllText(dll, "!");
                File.SetLastWriteTimeUtc(dll, time);
                break;
            case "removed":
                File.Delete(dll);
                break;
            case "added":
                File.WriteAllText(Path.Combine(folder, "Evil.dll"), "x");
                break;
            default:
                Directory.Delete(folder, recursive: true);
                break;
        }
    }

    private static IEnumerable<string> NamesIn(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!)
            .Order(StringComparer.Ordinal);

    private static void Zip(string path, params (string Name, string Text)[] entries)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, string text) in entries)
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write(text);
        }
    }

    private async Task<ImportResult.Imported> ImportAsync(string path) =>
        Assert.IsType<ImportResult.Imported>(await _nodes.Store.ImportAsync(path, Cancel));

    private async Task<ImportResult.Imported> ImportOnPeerTooAsync()
    {
        ImportResult.Imported package = await ImportAsync(_nodes.Publish("a", "1", "Acme.Ledger"));
        using var zip = new MemoryStream();
        Assert.True(await _nodes.Store.WriteZipAsync(package.Hash, zip, Cancel));
        zip.Position = 0;
        Assert.Null(await _nodes.Network.Stores["n3"].StoreZipAsync(package.Hash, zip, Cancel));
        return package;
    }
}
