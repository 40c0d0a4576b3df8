using Holdfast.Core.Collections;

namespace Holdfast.Service.Packages;

/// <summary>What came of a registration, an upgrade or an unregistration: a closed set.</summary>
public abstract record RegistrationResult
{
    private RegistrationResult()
    {
    }

    /// <summary>It is done, and the cluster database says so as of <paramref name="Revision"/>.</summary>
    /// <param name="PackageHash">SHA-256 of the package.</param>
    /// <param name="Types">Registered names of the types it is about.</param>
    /// <param name="StoredOn">Nodes that hold the package now, this one first.</param>
    /// <param name="Revision">The revision, for reading one's own write.</param>
    public sealed record Done(
        string PackageHash, ValueList<string> Types, ValueList<string> StoredOn, long Revision) : RegistrationResult;

    /// <summary>Nothing was changed, or (HF1011) it is not known whether it was.</summary>
    /// <param name="Code">A code of <see cref="Client.Errors.ErrorCodes"/>.</param>
    /// <param name="Reason">Why, and what to do.</param>
    public sealed record Refused(string Code, string Reason) : RegistrationResult;
}
