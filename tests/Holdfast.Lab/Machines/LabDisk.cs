using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>A disk of a machine's own: a file system in a file. It can be full, or take no writes.</summary>
public sealed class LabDisk
{
    private readonly string _image;
    private readonly string _folder;
    private bool _frozen;

    private LabDisk(string image, string folder) => (_image, _folder) = (image, folder);

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Why there can be no such disks here; null where there can.</summary>
    public static async Task<string?> WhyNotAsync()
    {
        string folder = Directory.CreateTempSubdirectory("holdfast-disk-").FullName;
        try
        {
            LabDisk disk = await MakeAsync(Path.Combine(folder, "image"), Path.Combine(folder, "on"), 16);
            try
            {
                await disk.FreezeAsync();
            }
            finally
            {
                await disk.RemoveAsync();
            }

            return null;
        }
        catch (Exception refused) when (refused is IOException or System.ComponentModel.Win32Exception)
        {
            return $"no file system in a file can be mounted and frozen here: {refused.Message}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Makes one and mounts it.</summary>
    /// <param name="image">The file that it is in; it takes room only as it is filled.</param>
    /// <param name="folder">Where it is mounted.</param>
    /// <param name="megabytes">Its size.</param>
    public static async Task<LabDisk> MakeAsync(string image, string folder, int megabytes)
    {
        await using (FileStream file = File.Create(image))
        {
            file.SetLength((long)megabytes << 20);
        }

        Directory.CreateDirectory(folder);
        await Tool.RunAsync("mkfs.ext4", "-q", "-F", image);
        await Tool.RunAsync("mount", "-o", "loop", image, folder);
        Directory.Delete(Path.Combine(folder, "lost+found"));
        return new LabDisk(image, folder);
    }

    /// <summary>Whoever writes to it, or waits for what was written, waits until it thaws.</summary>
    public async Task FreezeAsync()
    {
        await Tool.RunAsync("fsfreeze", "-f", _folder);
        _frozen = true;
    }

    public async Task ThawAsync()
    {
        if (_frozen)
        {
            await Tool.RunAsync("fsfreeze", "-u", _folder);
            _frozen = false;
        }
    }

    /// <summary>Takes all room that is left on it.</summary>
    public async Task FillAsync()
    {
        byte[] part = new byte[1 << 20];
        await using FileStream file = new(Filler, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        for (int size = part.Length; size > 0; size /= 2)
        {
            try
            {
                while (true)
                {
                    await file.WriteAsync(part.AsMemory(0, size));
                }
            }
            catch (IOException)
            {
                // So much does not fit any more; what is smaller may.
            }
        }
    }

    public void Empty() => File.Delete(Filler);

    /// <summary>When nothing uses it any more.</summary>
    public async Task RemoveAsync()
    {
        await ThawAsync();
        await Tool.RunAsync("umount", _folder);
        File.Delete(_image);
    }
}
