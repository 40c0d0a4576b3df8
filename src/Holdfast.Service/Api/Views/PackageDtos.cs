using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Api.Views;

/// <summary>What was found in a package, as the API shows it before anything is registered.</summary>
internal static class PackageDtos
{
    public static Outcome<PackageDto> Of(ImportResult result, ClusterSnapshot snapshot)
    {
        if (result is not ImportResult.Imported package)
        {
            var refused = (ImportResult.Refused)result;
            return new Refusal(refused.Code, refused.Reason);
        }

        IReadOnlyList<string> errors = TypeConfigs.ErrorsOf(package.Description);
        return errors.Count > 0
            ? new Refusal(ErrorCodes.PackageRefused, string.Join(Environment.NewLine, errors))
            : new PackageDto
            {
                PackageHash = package.Hash,
                Dll = package.Description.DllName,
                Version = package.Description.Version,
                Types = [.. package.Description.Types.Select(type => Of(type, package.Hash, snapshot))],
            };
    }

    private static FoundTypeDto Of(TypeDescription type, string hash, ClusterSnapshot snapshot)
    {
        ResourceTypeConfig? registered =
            snapshot.Types.TryGetValue(type.Name, out Row<ResourceTypeConfig>? row) ? row.Value : null;
        return new FoundTypeDto
        {
            Name = type.Name,
            DisplayName = type.DisplayName,
            Description = type.Description,
            RegisteredVersion = registered?.Version,
            SamePackage = registered?.PackageHash == hash,
        };
    }
}
