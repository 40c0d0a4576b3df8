namespace Holdfast.Linux;

/// <summary>Files that whoever reads them sees as they were before or as they are now, and never in part.</summary>
public static class WholeFile
{
    /// <summary>Readable and writable by its owner, and by nobody else.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Puts a file in the place of the one that is there. Of several that do so at the same time one is the last.
    /// </summary>
    /// <param name="path">Its folder must exist.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">What the new file may be used for, whatever the old one's mode was.</param>
    /// <param name="outlastsPowerCut">
    /// Whether the content is on the disk before it takes the place; otherwise a power cut may leave an empty file.
    /// </param>
    /// <exception cref="IOException">It could not be written; the file that was there is untouched.</exception>
    public static void Write(
        string path, ReadOnlySpan<byte> content, UnixFileMode mode = Private, bool outlastsPowerCut = true)
    {
        string made = $"{path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode,
        };
        try
        {
            using (var stream = new FileStream(made, options))
            {
                stream.Write(content);
                stream.Flush(outlastsPowerCut);
            }

            File.Move(made, path, overwrite: true);
        }
        catch
        {
            File.Delete(made);
            throw;
        }
    }
}
